"""Building shards: collected pictures judged, trimmed, with lines, regions and flats, in tars that are streamed."""
