//! A new migration is compiled in: cargo looks only at Rust files unless it is told.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
