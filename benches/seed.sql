-- What the budgets are measured on: 100,000 check results of a day, 1,000 flags, 1,000 releases, with the timeline that
-- they would have left. Into the project `arkan` of a console of its own; only for benches.
SET client_min_messages = warning;
BEGIN;
CREATE TEMP TABLE place AS
SELECT p.id AS project, e.id AS environment FROM projects p JOIN environments e ON e.project_id = p.id AND e.production
WHERE p.key = 'arkan';

INSERT INTO flags (id, project_id, key, description, kind, created_at, updated_at)
SELECT gen_random_uuid(), project, 'flag-' || n, 'A flag of the bench, number ' || n,
       (ARRAY ['release', 'experiment', 'operational', 'permission'])[1 + n % 4],
       now() - n * interval '1 hour', now() - n * interval '10 minutes'
FROM place, generate_series(1, 1000) AS n;
-- Every third flag is off, the others go to a share of the users.
INSERT INTO flag_environments (flag_id, environment_id, enabled, strategies, updated_at)
SELECT f.id, e.id, n % 3 <> 0,
       jsonb_build_array(jsonb_build_object(
           'name', 'flexibleRollout', 'constraints', '[]'::jsonb,
           'parameters', jsonb_build_object('rollout', (n % 100)::text, 'stickiness', 'userId', 'groupId', f.key))),
       f.updated_at
FROM flags f
JOIN environments e USING (project_id)
CROSS JOIN LATERAL (SELECT substr(f.key, 6)::int AS n) AS number
WHERE f.key LIKE 'flag-%';
INSERT INTO flag_revisions (environment_id, revision)
SELECT id, 1000 FROM environments ON CONFLICT (environment_id) DO UPDATE SET revision = flag_revisions.revision + 1000;
INSERT INTO timeline_events (at, pillar, kind, severity, project_id, actor_label, link, params)
SELECT created_at, 'flags', 'flag.created', 'info', project_id, 'bench', '/p/arkan/flags/' || key,
       jsonb_build_object('key', key, 'kind', kind, 'project', 'Arkan')
FROM flags WHERE key LIKE 'flag-%' ORDER BY created_at;

INSERT INTO releases (id, project_id, version, commit, source, created_by, created_at)
SELECT gen_random_uuid(), project, '1.0.' || n, md5(n::text), 'api', 'bench', now() - (1001 - n) * interval '1 hour'
FROM place, generate_series(1, 1000) AS n;
INSERT INTO timeline_events (at, pillar, kind, severity, project_id, actor_label, link, params)
SELECT created_at, 'deployments', 'release.registered', 'info', project_id, 'bench', '/p/arkan/releases/' || id,
       jsonb_build_object('project', 'Arkan', 'version', version, 'commit', commit)
FROM releases WHERE created_by = 'bench' ORDER BY created_at;

-- Twenty checks, due again after the bench is over.
INSERT INTO checks (id, project_id, environment_id, name, kind, spec, interval_seconds, timeout_seconds, retries, severity,
                    state, state_since, last_result_at, next_run_at, created_at)
SELECT gen_random_uuid(), project, environment, 'Bench ' || n, 'tcp', '{"kind": "tcp", "target": {"host": "example.com", "port": 443}}',
       20, 5, 2, 'critical', 'up', now() - interval '1 day', now(), now() + interval '1 day', now() - interval '2 days'
FROM place, generate_series(1, 20) AS n;
DO $$
DECLARE day date;
BEGIN
    FOREACH day IN ARRAY ARRAY [(now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date] LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS check_results_%s PARTITION OF check_results FOR VALUES FROM (%L) TO (%L)',
            to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
    END LOOP;
END $$;
INSERT INTO check_results (check_id, at, ok, latency_ms, failure)
SELECT c.id, now() - n * interval '17 seconds', n % 500 <> 0, 20 + n % 60, CASE WHEN n % 500 = 0 THEN 'refused' END
FROM checks c, generate_series(1, 5000) AS n WHERE c.name LIKE 'Bench %';
INSERT INTO check_rollups (check_id, hour, total, ok, latency_count, latency_sum_ms, latency_max_ms)
SELECT check_id, date_trunc('hour', at), count(*), count(*) FILTER (WHERE ok), count(latency_ms), sum(latency_ms), max(latency_ms)
FROM check_results GROUP BY 1, 2 ON CONFLICT DO NOTHING;
COMMIT;
ANALYZE;
