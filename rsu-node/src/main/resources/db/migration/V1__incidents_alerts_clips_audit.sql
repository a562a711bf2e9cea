-- What the cluster has seen, told and kept. Each row carries the record as it crossed the bus in
-- "body"; the columns that people query and sort by are derived from it, so they can never disagree.

CREATE TABLE incidents (
  id           text        PRIMARY KEY,
  version      integer     NOT NULL CHECK (version >= 1),
  body         jsonb       NOT NULL,
  written_by   text        NOT NULL,
  written_at   timestamptz NOT NULL DEFAULT now(),
  type         text        NOT NULL GENERATED ALWAYS AS (body ->> 'type') STORED,
  severity     text        NOT NULL GENERATED ALWAYS AS (body ->> 'severity') STORED,
  state        text        NOT NULL GENERATED ALWAYS AS (body ->> 'state') STORED,
  node         text        NOT NULL GENERATED ALWAYS AS (body ->> 'node') STORED,
  camera       text        GENERATED ALWAYS AS (body ->> 'camera') STORED,
  road         text        GENERATED ALWAYS AS (body ->> 'road') STORED,
  evidence     jsonb       GENERATED ALWAYS AS (body -> 'evidence') STORED,
  confirmed_at timestamptz NOT NULL
    GENERATED ALWAYS AS (to_timestamp((body ->> 'confirmed_at')::double precision / 1000)) STORED,
  resolved_at  timestamptz
    GENERATED ALWAYS AS (to_timestamp((body ->> 'resolved_at')::double precision / 1000)) STORED
);
CREATE INDEX incidents_by_time   ON incidents (confirmed_at DESC, id);
CREATE INDEX incidents_by_camera ON incidents (camera, confirmed_at DESC);
CREATE INDEX incidents_by_type   ON incidents (type, confirmed_at DESC);
CREATE INDEX incidents_by_state  ON incidents (state, confirmed_at DESC);

-- Every version by every author: two nodes that were parted may have made the same number.
CREATE TABLE incident_versions (
  id         text        NOT NULL,
  version    integer     NOT NULL CHECK (version >= 1),
  written_by text        NOT NULL,
  change     text        NOT NULL,
  body       jsonb       NOT NULL,
  stages     jsonb       NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, version, written_by)
);

CREATE TABLE alerts (
  incident      text        NOT NULL,
  event         text        NOT NULL,
  version       integer     NOT NULL,
  copies        bigint      NOT NULL,
  body          jsonb       NOT NULL,
  node          text        NOT NULL GENERATED ALWAYS AS (body ->> 'node') STORED,
  state         text        NOT NULL GENERATED ALWAYS AS (body ->> 'state') STORED,
  first_sent_at timestamptz
    GENERATED ALWAYS AS (to_timestamp((body ->> 'first_sent_at')::double precision / 1000)) STORED,
  PRIMARY KEY (incident, event, version)
);

CREATE TABLE clips (
  id       text    PRIMARY KEY,
  incident text    NOT NULL,
  complete boolean NOT NULL,
  end_utc  bigint  NOT NULL,
  body     jsonb   NOT NULL,
  camera   text    GENERATED ALWAYS AS (body ->> 'camera') STORED,
  node     text    GENERATED ALWAYS AS (body ->> 'node') STORED,
  sha256   text    GENERATED ALWAYS AS (body ->> 'sha256') STORED
);
CREATE INDEX clips_by_incident ON clips (incident);

CREATE TABLE audit (
  id      text        PRIMARY KEY,
  body    jsonb       NOT NULL,
  at      timestamptz NOT NULL
    GENERATED ALWAYS AS (to_timestamp((body ->> 'at')::double precision / 1000)) STORED,
  node    text        GENERATED ALWAYS AS (body ->> 'node') STORED,
  actor   text        GENERATED ALWAYS AS (body ->> 'actor') STORED,
  action  text        GENERATED ALWAYS AS (body ->> 'action') STORED,
  outcome text        GENERATED ALWAYS AS (body ->> 'outcome') STORED
);
CREATE INDEX audit_by_time ON audit (at DESC);
