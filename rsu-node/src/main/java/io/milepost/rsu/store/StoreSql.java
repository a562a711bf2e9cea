package io.milepost.rsu.store;

/** The statements on PostgreSQL. Every write has the same effect however often it is repeated. */
final class StoreSql {
  /** $1 id, $2 version, $3 body, $4 writing node. Of two authors' same version the ending stays. */
  static final String INCIDENT =
      """
      INSERT INTO incidents AS known (id, version, body, written_by) VALUES ($1, $2, $3, $4)
      ON CONFLICT (id) DO UPDATE
        SET version = excluded.version, body = excluded.body, written_by = excluded.written_by,
            written_at = now()
        WHERE known.version < excluded.version
           OR (known.version = excluded.version
               AND known.body ->> 'state' IN ('open', 'acknowledged')
               AND excluded.body ->> 'state' NOT IN ('open', 'acknowledged'))""";

  /** $1 id, $2 version, $3 writing node, $4 change, $5 body, $6 stages. */
  static final String VERSION =
      """
      INSERT INTO incident_versions (id, version, written_by, change, body, stages)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING""";

  /** $1 incident, $2 event, $3 version, $4 copies, $5 body. A later boot counts them anew. */
  static final String ALERT =
      """
      INSERT INTO alerts AS known (incident, event, version, copies, body)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (incident, event, version) DO UPDATE
        SET copies = excluded.copies, body = excluded.body
        WHERE known.copies <= excluded.copies
           OR (known.body ->> 'first_sent_at')::bigint
              < (excluded.body ->> 'first_sent_at')::bigint""";

  /** $1 id, $2 incident, $3 complete, $4 end UTC ms, $5 body. */
  static final String CLIP =
      """
      INSERT INTO clips AS known (id, incident, complete, end_utc, body)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (id) DO UPDATE
        SET complete = excluded.complete, end_utc = excluded.end_utc, body = excluded.body
        WHERE excluded.complete OR NOT known.complete""";

  /** $1 id of a clip; only when the last that was heard of it is that its file was deleted. */
  static final String CLIP_DELETED =
      "DELETE FROM clips WHERE id = $1 AND (body ->> 'bytes')::bigint = 0";

  /** $1 id, $2 body. */
  static final String AUDIT = "INSERT INTO audit (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  private static final String WANTED =
      """
      FROM incidents WHERE ($1::text IS NULL OR camera = $1)
        AND ($2::text IS NULL OR type = $2) AND ($3::text IS NULL OR state = $3)
        AND ($4::bigint IS NULL OR confirmed_at >= to_timestamp($4::double precision / 1000))
        AND ($5::bigint IS NULL OR confirmed_at < to_timestamp($5::double precision / 1000))""";

  /** $1 camera, $2 type, $3 state, $4 from, $5 to (UTC ms), each null for all. */
  static final String COUNT = "SELECT count(*) " + WANTED;

  /** As {@link #COUNT}, $6 rows, $7 rows to skip. */
  static final String PAGE =
      "SELECT body " + WANTED + " ORDER BY confirmed_at DESC, id DESC LIMIT $6 OFFSET $7";

  /** $1 id. */
  static final String ONE = "SELECT body FROM incidents WHERE id = $1";

  /** $1 incident. */
  static final String CLIPS = "SELECT body FROM clips WHERE incident = $1";

  /** $1 incident; the state sent last per event. */
  static final String ALERTS =
      "SELECT DISTINCT ON (event) body FROM alerts WHERE incident = $1"
          + " ORDER BY event, (body ->> 'first_sent_at')::bigint DESC, version DESC";

  private StoreSql() {}
}
