/** Boxes farther from the picture than this are not shown over it. */
const NEAR_US = 200_000;

const mix = (a, b, way) => a + (b - a) * way;

/**
 * The boxes at the time of a picture. Not every picture has been looked at, so boxes of tracks seen
 * before and after it are put where they must have been in between, and those whose next sighting
 * has not arrived yet where they were heading. Null when nothing is near enough.
 */
export function boxesAt(sightings, ptsUs) {
  let before = null;
  let earlier = null;
  let after = null;
  for (const each of sightings) {
    if (each.pts_micros === ptsUs) return each;
    if (each.pts_micros < ptsUs) {
      if (!before || each.pts_micros > before.pts_micros) {
        earlier = before;
        before = each;
      }
    } else if (!after || each.pts_micros < after.pts_micros) {
      after = each;
    }
  }
  if (before && ptsUs - before.pts_micros > NEAR_US) before = null;
  if (after && after.pts_micros - ptsUs > NEAR_US) after = null;
  if (before && after) return moved(before, after, ptsUs);
  if (before && earlier && before.pts_micros - earlier.pts_micros <= NEAR_US * 2) return moved(before, earlier, ptsUs);
  return before ?? after;
}

/** The boxes of one sighting, moved along the line through another to a third time. */
function moved(from, other, ptsUs) {
  const way = (ptsUs - from.pts_micros) / (other.pts_micros - from.pts_micros);
  const others = new Map(other.boxes.map((box) => [box.track, box]));
  const boxes = from.boxes.map((box) => {
    const second = others.get(box.track);
    if (!second) return box;
    return {
      ...box, x: mix(box.x, second.x, way), y: mix(box.y, second.y, way), w: mix(box.w, second.w, way), h: mix(box.h, second.h, way),
    };
  });
  return { ...from, boxes };
}
