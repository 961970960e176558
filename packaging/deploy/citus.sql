-- Citus : répartir la base de Borne par site. Jamais essayé avec cette version de Borne (README.md).
-- Une fois, sur le coordinateur, dans une base que « borne server » a déjà ouverte une fois, serveurs
-- arrêtés, avant la première borne :
--     psql --set=ON_ERROR_STOP=1 --single-transaction --file=citus.sql postgresql://…/borne

CREATE EXTENSION IF NOT EXISTS citus;

-- Nos tables ; « par site » : le site est dans chacune de ses clés.
CREATE TEMPORARY TABLE ours AS
SELECT
    c.oid::regclass::text AS name,
    EXISTS (
        SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'site'
    ) AND NOT EXISTS (
        SELECT FROM pg_index AS i
        WHERE i.indrelid = c.oid AND i.indisunique AND NOT EXISTS (
            SELECT FROM pg_attribute AS a
            WHERE a.attrelid = c.oid AND a.attname = 'site' AND a.attnum = ANY (i.indkey)
        )
    ) AS by_site
FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition
ORDER BY c.oid;

-- Petites, lues partout (comptes, copies, codes, clés) : entières sur chaque nœud.
SELECT create_reference_table(name) FROM ours WHERE NOT by_site;

-- Tout le reste va avec son site : un envoi ne touche qu’un nœud. « stream » d’abord, que d’autres
-- tables citent.
SELECT create_distributed_table('stream', 'site');
SELECT create_distributed_table(name, 'site', colocate_with => 'stream')
FROM ours WHERE by_site AND name <> 'stream';
