-- Citus : répartir la base de Borne par site. Jamais essayé avec cette version de Borne (README.md).
-- Une fois, sur le coordinateur, dans une base que « borne server » a déjà ouverte une fois, serveurs
-- arrêtés, avant la première borne :
--     psql --set=ON_ERROR_STOP=1 --single-transaction --file=citus.sql postgresql://…/borne

CREATE EXTENSION IF NOT EXISTS citus;

-- Petites, lues partout : entières sur chaque nœud.
SELECT create_reference_table('arrival_base');
SELECT create_reference_table('fleet_key');
SELECT create_reference_table('enrol_code');
SELECT create_reference_table('backup');

-- Tout ce qui porte un site va avec son site : un envoi ne touche qu’un nœud. « stream » d’abord,
-- que d’autres tables citent.
SELECT create_distributed_table('stream', 'site');

SELECT create_distributed_table(name, 'site', colocate_with => 'stream')
FROM (
    SELECT c.oid::regclass::text AS name
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'site'
    WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition
        AND c.relname NOT IN ('stream', 'enrol_code')
    ORDER BY c.oid
) AS ours;
