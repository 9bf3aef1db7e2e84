//! The binary `keyhouse`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    keyhouse_server::command::run().await
}
