//! The reference of the machine API, rendered from its own OpenAPI document: what it shows cannot differ from it.

mod document;
mod operations;
mod page;
mod shapes;

pub use page::page;
