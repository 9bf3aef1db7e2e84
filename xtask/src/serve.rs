//! `cargo xtask serve`: from a fresh clone to a running Keyhouse.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::process::Toolbox;
use crate::{build, setup};

pub(crate) fn run(tools: &Toolbox, args: &[String]) -> Result<()> {
    let flags = match args.split_first() {
        None => args,
        Some((first, flags)) if first == "--" => flags,
        Some(_) => {
            return Err(Failure::new("flags of the server come after `--`: cargo xtask serve -- --listen …"));
        }
    };
    let needs: Vec<setup::Need> = setup::BUILD.into_iter().chain([setup::Need::Engines]).collect();
    setup::ensure(tools, &needs)?;
    build::console(tools)?;
    build::server(tools)?;
    become_server(&mut server(tools, flags))
}

/// The server with our flags, but for those that the person gives or has in the environment.
fn server(tools: &Toolbox, flags: &[String]) -> Command {
    let workspace = &tools.workspace;
    let ours = [
        ("--listen", "KEYHOUSE_LISTEN", OsString::from("127.0.0.1:8480")),
        ("--data-dir", "KEYHOUSE_DATA_DIR", workspace.root.join("data").into_os_string()),
        ("--console-dir", "KEYHOUSE_CONSOLE_DIR", workspace.dist().into_os_string()),
    ];
    let mut server = tools.command(workspace.server_binary());
    server.arg("serve");
    for (name, variable, value) in ours {
        let given = |flag: &String| flag == name || flag.starts_with(&format!("{name}="));
        if !flags.iter().any(given) && env::var_os(variable).is_none() {
            server.arg(name).arg(value);
        }
    }
    server.args(flags);
    server
}

/// Turns this process into the server, so that signals and the exit status are the server's own.
#[cfg(unix)]
fn become_server(server: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(Failure::new(format!("could not start the server: {}", server.exec())))
}

/// Waits for the server. Ctrl-C reaches it too, as it shares our console.
#[cfg(not(unix))]
fn become_server(server: &mut Command) -> Result<()> {
    crate::process::run(server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn flags_given(own: &[&str]) -> Vec<String> {
        let tools = Toolbox::new(Workspace::find().expect("the repository")).expect("tools");
        let own: Vec<String> = own.iter().map(ToString::to_string).collect();
        server(&tools, &own).get_args().map(|arg| arg.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_flag_of_the_persons_replaces_ours() {
        assert!(flags_given(&[]).contains(&"127.0.0.1:8480".to_owned()));
        let flags = flags_given(&["--listen=127.0.0.1:9000", "--data-dir", "elsewhere"]);
        assert!(!flags.contains(&"127.0.0.1:8480".to_owned()), "{flags:?}");
        assert_eq!(flags.iter().filter(|flag| *flag == "--data-dir").count(), 1, "{flags:?}");
    }
}
