"""Regions that a ball cannot leave, each in the colour of most of its hints: what flatting plug-ins do."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.regions import fill_unlabeled, find_lines

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]

BALL_RADIUS_PX = 4.0


def fill_trapped_ball(hint_map: U8, lineart: U8) -> U8:
    """Fill each region with the colour that has most hint pixels in it; without any, as the nearest that has some.

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.

    Returns:
        (H, W, 3) uint8 sRGB, line-free; white without hints.

    Source: regions as in `find_ball_regions`; the vote as in flatting tools for comics.
    """
    hinted = hint_map[..., 3] > 0
    if not hinted.any():
        return np.full((*lineart.shape, 3), 255, np.uint8)
    on_paper = find_ball_regions(lineart, BALL_RADIUS_PX)
    labels = fill_unlabeled(on_paper.copy())
    colors, has_hint = _vote(labels[hinted], hint_map[hinted, :3], int(labels.max()) + 1)
    return colors[_nearest_hinted(on_paper, has_hint)[labels]]


def find_ball_regions(lineart: U8, radius_px: float) -> I32:
    """Number the parts of the paper that a ball, moved about, cannot leave.

    Balls of half the radius, a quarter and so on then fill what the larger ones did not reach. What they fill is a
    niche of a region that it touches as widely as it is itself wide, and else, as behind a narrow gap, a region
    of its own. The ball may stand over the page's border.

    Args:
        lineart: (H, W) uint8, 255 paper.
        radius_px: no ball of this radius passes a gap narrower than twice it.

    Returns:
        (H, W) int32: 0 on lines, else a region's number, 1 or more, with holes in the numbering.

    Source: Zhang, Chen, Zhang, Chen and Hu 2009, "Vectorizing cartoon animations", section 4, trapped-ball
    segmentation; there the remaining pixels go to regions by colour, which line art does not have.
    """
    paper = 1 - find_lines(lineart)
    labels = np.zeros(lineart.shape, np.int32)
    while (left := paper * (labels == 0)).any():
        room = cv2.distanceTransform(left, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        found = _filled(left, room, radius_px)
        _join_niches(labels, found, room)
        radius_px = radius_px / 2 if radius_px > 1 else 0.0
    return labels


def _filled(left: U8, room: NDArray[np.float32], radius: float) -> I32:
    """Numbers of what balls cover whose centres are so far from all that is not `left`; 0 elsewhere."""
    centers = (room > radius).astype(np.uint8)
    numbers = cv2.connectedComponents(centers, connectivity=4, ltype=cv2.CV_32S)[1]
    if not centers.any():
        return numbers
    reached = cv2.distanceTransform(1 - centers, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= radius
    return fill_unlabeled(numbers) * (reached & (left > 0))


def _join_niches(labels: I32, found: I32, room: NDArray[np.float32]) -> None:
    """Write the found areas into `labels`, each under the number of the region whose niche it is or a new one."""
    count, known = int(found.max()) + 1, int(labels.max())
    target = np.arange(count, dtype=np.int32) + known
    target[0] = 0
    width = np.zeros(count, np.float32)
    np.maximum.at(width, found.ravel(), 2 * room.ravel())
    pairs, contact = _contacts(found, labels)
    order = np.argsort(contact, kind="stable")  # the widest contact is written last
    area, region = pairs[order] >> 32, (pairs[order] & 0xFFFFFFFF).astype(np.int32)
    wide = contact[order] >= width[area]
    target[area[wide]] = region[wide]
    labels += target[found]


def _contacts(found: I32, labels: I32) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Which found area (upper 32 bits) touches which region (lower), and along how many sides of pixels."""
    down, right = (slice(1, None), slice(None)), (slice(None), slice(1, None))
    up, left = (slice(None, -1), slice(None)), (slice(None), slice(None, -1))
    keys = []
    for one, other in ((down, up), (up, down), (right, left), (left, right)):
        touching = (found[one] > 0) & (labels[other] > 0)
        keys.append(found[one][touching].astype(np.int64) << 32 | labels[other][touching])
    return np.unique(np.concatenate(keys), return_counts=True)


def _vote(regions: I32, colors: U8, count: int) -> tuple[U8, NDArray[np.bool_]]:
    """(count, 3) uint8, the most frequent colour of each region, of equals the greatest number; who has any."""
    red, green, blue = colors.astype(np.int64).T
    keys = regions.astype(np.int64) << 24 | red << 16 | green << 8 | blue
    known, votes = np.unique(keys, return_counts=True)
    known = known[np.argsort(votes, kind="stable")]  # the last assignment wins
    chosen, has_hint = np.zeros((count, 3), np.uint8), np.zeros(count, bool)
    chosen[known >> 24] = np.stack([known >> 16 & 255, known >> 8 & 255, known & 255], -1)
    has_hint[known >> 24] = True
    return chosen, has_hint


def _nearest_hinted(on_paper: I32, has_hint: NDArray[np.bool_]) -> I32:
    """Per region itself, or without a hint the hinted region that is nearest over paper and lines."""
    source = np.arange(len(has_hint), dtype=np.int32)
    hinted = has_hint[on_paper] & (on_paper > 0)
    lonely = np.flatnonzero(~hinted & (on_paper > 0))
    if not len(lonely) or not hinted.any():
        return source
    distance = cv2.distanceTransform((~hinted).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE).ravel()[lonely]
    nearest = fill_unlabeled(np.where(hinted, on_paper, 0).astype(np.int32)).ravel()[lonely]
    order = np.argsort(-distance, kind="stable")  # the nearest pixel is written last
    source[on_paper.ravel()[lonely][order]] = nearest[order]
    return source
