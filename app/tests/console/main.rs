//! The console's pages as a browser meets them: over HTTP, with sessions in a database.

mod browser;
mod routes;
mod sign_in;
mod table;
