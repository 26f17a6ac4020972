-- The two roles and the database, made once by a PostgreSQL superuser:
--   psql -v owner_password=... -v app_password=... -f deploy/roles.sql
-- The owner owns every table and migrates; the application serves, and cannot rewrite a ledger.
CREATE ROLE madoguchi_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE madoguchi_app LOGIN PASSWORD :'app_password';
CREATE DATABASE madoguchi OWNER madoguchi_owner
    ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE madoguchi FROM PUBLIC;
GRANT CONNECT ON DATABASE madoguchi TO madoguchi_app;
