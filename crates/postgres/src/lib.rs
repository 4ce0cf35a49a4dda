//! PostgreSQL storage, for servers.
