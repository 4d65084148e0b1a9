//! Takes the unwinder from the static library of the C compiler, where it has one. The program
//! aborts on a panic and never unwinds, but loading `libgcc_s.so` would cost it a tenth of the
//! time that one token takes from start to exit (`cargo bench --bench start`).

use std::env;

fn main() {
    let target = |part| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" && has_static_unwinder() {
        println!("cargo::rustc-link-lib=dylib=gcc_eh");
    }
    println!("cargo::rerun-if-changed=build.rs");
}

/// Asks the compiler driver that links: it answers with a path where it has the file.
fn has_static_unwinder() -> bool {
    let native = env::var("HOST") == env::var("TARGET");
    let asked = std::process::Command::new("cc")
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    native && asked.is_ok_and(|answer| answer.stdout.starts_with(b"/"))
}
