package io.milepost.rsu.rules.geometry;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.ItemVisitor;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Finds the zones around a place: JTS's sort-tile-recursive tree (Leutenegger et al., 1997) names
 * the candidates, {@link ZoneShape} decides. Asking allocates nothing. Not thread-safe.
 */
final class ZoneIndex implements ItemVisitor {
  private final STRtree tree = new STRtree();
  private final Envelope place = new Envelope();
  private final List<ZoneShape> shapes = new ArrayList<>();
  private ZoneType wanted;
  private double x;
  private double y;
  private ZoneShape found;

  ZoneIndex(List<Zone> zones) {
    for (Zone zone : zones) {
      ZoneShape shape = new ZoneShape(zone, shapes.size());
      shapes.add(shape);
      if (!shape.isLine()) {
        Envelope around = new Envelope();
        zone.polygon().forEach(p -> around.expandToInclude(p.x(), p.y()));
        tree.insert(around, shape);
      }
    }
    tree.build();
  }

  /** The first zone of a type, in the order of the configuration, around a place; or null. */
  Zone first(ZoneType type, double atX, double atY) {
    if (shapes.isEmpty()) {
      return null;
    }
    wanted = type;
    x = atX;
    y = atY;
    found = null;
    place.init(atX, atX, atY, atY);
    tree.query(place, this);
    return found == null ? null : found.zone();
  }

  @Override
  public void visitItem(Object item) {
    ZoneShape shape = (ZoneShape) item;
    if (shape.zone().type() == wanted
        && (found == null || shape.order() < found.order())
        && shape.contains(x, y)) {
      found = shape;
    }
  }

  /** The shape of a zone of this index. */
  ZoneShape shape(Zone zone) {
    for (int i = 0; i < shapes.size(); i++) {
      if (shapes.get(i).zone() == zone) {
        return shapes.get(i);
      }
    }
    throw new IllegalArgumentException("zone " + zone.id() + " belongs to another camera");
  }
}
