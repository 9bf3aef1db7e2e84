//! What the measurements were made on.

use std::fs;
use std::thread;

use crate::process::{self, Toolbox};
use crate::setup;

/// One paragraph: processor, cores, memory, system, and the versions of what was measured with.
pub(super) fn describe(tools: &Toolbox) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let version = |program: &str| {
        let found = process::version(&mut tools.command(program));
        format!("{program} {}", found.unwrap_or_else(|| "(none)".to_owned()))
    };
    let mut programs = vec![version("rustc"), version("trunk"), version("node")];
    if let Ok(chromium) = setup::chromium_path(tools) {
        let found = process::version(&mut tools.command(chromium));
        programs.push(format!("Chromium {}", found.unwrap_or_else(|| "(unknown)".to_owned())));
    }
    format!("{}, {cores} cores, {}; {}.", processor(tools), system(tools), programs.join(", "))
}

fn processor(tools: &Toolbox) -> String {
    let file = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        file.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, it)| it));
    model
        .map(str::to_owned)
        .or_else(|| process::output(tools.command("sysctl").args(["-n", "machdep.cpu.brand_string"])))
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

fn system(tools: &Toolbox) -> String {
    let file = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = file.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map(|it| it.trim_matches('"').to_owned())
        .or_else(|| process::output(tools.command("uname").arg("-sr")))
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}
