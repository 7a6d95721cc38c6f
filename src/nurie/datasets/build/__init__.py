"""Building shards: collected pictures judged, cropped, with lines, regions and flats, in tar files that are streamed."""
