//! The developer's commands. `cargo xtask` alone lists them.
#![allow(clippy::print_stdout, reason = "what these commands say goes to the terminal")]

mod bench;
mod build;
mod failure;
mod process;
mod serve;
mod server;
mod setup;
mod split;
mod test;
mod workspace;

use std::process::ExitCode;

use failure::{Failure, Result};
use process::Toolbox;
use workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup                 get what `serve` and `test` need and this machine lacks
  serve [-- FLAGS]      build the console and the server and start them on http://127.0.0.1:8480
                        (FLAGS go to `keyhouse serve`, for example --listen 127.0.0.1:9000)
  test [STEP...]        run every check, or some of: fmt clippy unit web build e2e schemathesis
  bench [PART...]       measure and update docs/performance.md, all or some of: size load keys rules server
                        access
  split                 cut the console into files; Trunk calls it at the end of its build

Tools are kept in ~/.cache/keyhouse/tools (KEYHOUSE_CACHE moves that folder); nothing else is changed,
but for Debian packages when the command runs as root there.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else {
        println!("{USAGE}");
        return Ok(());
    };
    let tools = Toolbox::new(Workspace::find()?)?;
    match command.as_str() {
        "setup" => setup::run(&tools),
        "serve" => serve::run(&tools, rest),
        "test" => test::run(&tools, rest),
        "bench" => bench::run(&tools, rest),
        "split" => split::run(&tools),
        "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::new(format!("there is no command `{other}`\n\n{USAGE}"))),
    }
}
