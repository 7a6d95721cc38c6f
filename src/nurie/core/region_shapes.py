"""What regions look like apart from colour: size, place and form, by which they are known again on another page."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FORM = ("compactness", "elongation", "solidity", "ink", "width")  # columns of `Shapes.form`

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Per region, n rows each.

    Attributes:
        share: (n,) of the page.
        center: (n, 2) x and y in pixels.
        form: (n, 5), the columns of `FORM`: log of area over squared perimeter, 0 for a disc; log of the short axis
            over the long one; area over that of the convex hull; how dark its paper is, 0 to 1; radius of the largest
            disc inside over the root of the area.
    """

    share: F64
    center: F64
    form: F64


def measure_shapes(lineart: U8, labels: I64, count: int) -> Shapes:
    """Measure regions.

    Args:
        lineart: (h, w) uint8, 255 paper.
        labels: (h, w), 0 to count - 1; what is `count` or above is no region. A region without a pixel is measured
            as one pixel in the page's corner.
        count: how many regions there are.
    """
    rows = [_measure(lineart, (labels == number).astype(np.uint8)) for number in range(count)]
    table = np.array(rows, np.float64).reshape(count, 3 + len(FORM))
    return Shapes(table[:, 0] / lineart.size, table[:, 1:3], table[:, 3:])


def _measure(lineart: U8, mask: U8) -> tuple[float, ...]:
    """Area, centre and form of one region."""
    x, y, width, height = cv2.boundingRect(mask)
    if not width:
        return (1.0, 0.0, 0.0, *(0.0,) * len(FORM))
    inside = mask[y : y + height, x : x + width]
    padded = np.pad(inside, 1)
    contours, _ = cv2.findContours(padded, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    perimeter = sum(cv2.arcLength(contour, True) for contour in contours)
    hull = max(cv2.contourArea(cv2.convexHull(contour)) for contour in contours)
    moments = cv2.moments(padded, True)
    area = moments["m00"]
    spread = np.array([[moments["mu20"], moments["mu11"]], [moments["mu11"], moments["mu02"]]]) / area + np.eye(2) / 12
    short, long = np.sqrt(np.linalg.eigvalsh(spread))
    depth = float(cv2.distanceTransform(padded, cv2.DIST_L2, 3).max())
    paper = lineart[y : y + height, x : x + width][inside > 0]
    return (
        area,
        x + moments["m10"] / area - 1,
        y + moments["m01"] / area - 1,
        float(np.log(4 * np.pi * area / max(perimeter, 1) ** 2 + 1e-3)),
        float(np.log(short / long)),
        area / max(hull, area),
        1 - float(paper.mean()) / 255,
        depth / np.sqrt(area),
    )
