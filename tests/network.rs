//! Keys from the network, from a provider in this process on loopback: what is fetched, what is kept,
//! and what is refused.
#![cfg(feature = "network")]

#[path = "support/provider.rs"]
mod provider;
mod support;

use provider::{Authority, Provider, Reply, dripping, silent, unused_port};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use support::{Run, encode};

const JWKS: &str = "/jwks";
const OPENID: &str = "/.well-known/openid-configuration";

/// A folder of its own: the cache, keys, certificates.
struct Home {
    folder: PathBuf,
}

impl Home {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("jwt-network-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Self { folder }
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.join(name);
        fs::write(&path, content).expect("a file");
        path.to_str().expect("text").to_owned()
    }

    fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Run {
        let folder = self.folder.to_str().expect("text");
        let mut all = vec![("XDG_CACHE_HOME", folder), ("HOME", folder)];
        all.extend(env);
        support::run(args, &all, b"")
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    fn verify(&self, token: &str, args: &[&str]) -> Run {
        self.run(&[&["verify", token], args].concat())
    }

    fn verify_lines(&self, tokens: &str, args: &[&str]) -> Run {
        let input = self.file("tokens.txt", tokens);
        self.run(&[&["verify", "--lines", "--input", &input], args].concat())
    }

    fn copies(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder.join("jwt")) else {
            return Vec::new();
        };
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    /// Makes the copies older, and when their provider was asked.
    fn age(&self, seconds: u64) {
        for path in self.copies() {
            let mut text = fs::read_to_string(&path).expect("a copy");
            for name in ["\"fetched\":", "\"asked\":", "\"outage\":"] {
                let start = text.find(name).expect("a member") + name.len();
                let end = start + text[start..].find(',').expect("more");
                if let Ok(moment) = text[start..end].parse::<u64>() {
                    text.replace_range(start..end, &(moment - seconds).to_string());
                }
            }
            fs::write(&path, text).expect("a copy");
        }
    }

    /// Makes a moment of the copies another.
    fn date(&self, name: &str, moment: u64) {
        for path in self.copies() {
            let mut text = fs::read_to_string(&path).expect("a copy");
            let start = text.find(name).expect("a member") + name.len();
            let end = start + text[start..].find(',').expect("more");
            text.replace_range(start..end, &moment.to_string());
            fs::write(&path, text).expect("a copy");
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A key pair of a provider.
struct Signer {
    private: String,
    public: String,
}

impl Signer {
    fn new(home: &Home, kid: &str) -> Self {
        let path = |half: &str| home.folder.join(format!("{kid}.{half}"));
        let (private, public) = (path("private"), path("public"));
        let text = |path: &Path| path.to_str().expect("text").to_owned();
        let (private, public) = (text(&private), text(&public));
        let run = home.run(&[
            "gen-key",
            "EdDSA",
            "--kid",
            kid,
            "-o",
            &private,
            "--public-out",
            &public,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let public = fs::read_to_string(public).expect("a key").trim().to_owned();
        Self { private, public }
    }

    fn sign(&self, home: &Home, iss: &str) -> String {
        let run = home.run(&[
            "sign",
            "--key",
            &self.private,
            "--iss",
            iss,
            "--sub",
            "alice",
            "--aud",
            "api",
            "--expires-in",
            "1h",
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        String::from_utf8(run.stdout)
            .expect("text")
            .trim()
            .to_owned()
    }
}

fn set(keys: &[&str]) -> Reply {
    Reply::ok(format!("{{\"keys\":[{}]}}", keys.join(",")))
}

fn metadata(issuer: &str, jwks_uri: &str) -> Reply {
    Reply::ok(format!(
        r#"{{"issuer":"{issuer}","jwks_uri":"{jwks_uri}","other":[1]}}"#
    ))
}

#[track_caller]
fn accepted(run: &Run) {
    assert_eq!(run.code, 0, "{}", run.stderr);
    let payload = String::from_utf8_lossy(&run.stdout);
    assert!(payload.contains("\"sub\":\"alice\""), "{payload}");
}

/// No verdict, nothing on stdout, and an error that says so.
#[track_caller]
fn could_not(run: &Run, code: i32, error: &str) {
    assert_eq!((run.code, run.stdout.len()), (code, 0), "{}", run.stderr);
    assert!(run.stderr.contains("error: "), "{}", run.stderr);
    assert!(run.stderr.contains(error), "{}", run.stderr);
}

/// A provider without TLS that publishes one key, and a token signed with it.
fn usual() -> (Home, Provider, Signer, String) {
    let home = Home::new();
    let provider = Provider::plain();
    let signer = Signer::new(&home, "one");
    provider.reply(JWKS, set(&[&signer.public]));
    provider.reply(OPENID, metadata(&provider.url(), &provider.at(JWKS)));
    let token = signer.sign(&home, &provider.url());
    (home, provider, signer, token)
}

#[test]
fn keys_are_fetched_over_tls_and_kept() {
    let home = Home::new();
    let authority = Authority::new();
    let provider = Provider::secure(&authority);
    let ca_file = home.file("ca.pem", &authority.pem);
    let signer = Signer::new(&home, "one");
    provider.reply(JWKS, set(&[&signer.public]));
    let token = signer.sign(&home, "x");
    let jwks = provider.at(JWKS);
    let args = [
        "--jwks",
        &jwks,
        "--ca-file",
        &ca_file,
        "--aud",
        "api",
        "--alg",
        "EdDSA",
    ];
    accepted(&home.verify(&token, &args));
    assert_eq!(provider.asked(), [JWKS]);
    accepted(&home.verify(&token, &args));
    assert!(provider.asked().is_empty());
}

#[test]
fn discovery_demands_the_issuer() {
    let (home, provider, signer, token) = usual();
    let discover = ["--discover", &provider.url(), "--aud", "api"];
    accepted(&home.verify(&token, &discover));
    assert_eq!(provider.asked(), [OPENID, JWKS]);
    let run = home.verify(&token, &[&discover[..], &["--explain"]].concat());
    accepted(&run);
    assert!(
        run.stderr.contains("metadata   http://127.0.0.1:"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("from the cache, fetched "),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("iss        \"http://127.0.0.1:"),
        "{}",
        run.stderr
    );
    let stranger = signer.sign(&home, "https://login.example");
    let run = home.verify(&stranger, &discover);
    could_not(&run, 5, "claim \"iss\" is \"https://login.example\"");
}

#[test]
fn discovery_goes_on_to_the_place_of_rfc_8414() {
    let (home, provider, signer, _) = usual();
    let issuer = provider.at("/tenant");
    let oauth = "/.well-known/oauth-authorization-server/tenant";
    provider.reply(oauth, metadata(&issuer, &provider.at(JWKS)));
    let token = signer.sign(&home, &issuer);
    accepted(&home.verify(&token, &["--discover", &issuer]));
    let openid = "/tenant/.well-known/openid-configuration";
    assert_eq!(provider.asked(), [openid, oauth, JWKS]);
    accepted(&home.verify(&token, &["--discover", &issuer]));
    accepted(&home.verify(&token, &["--discover", &issuer, "--offline"]));
    assert!(provider.asked().is_empty());
    let run = home.verify(&token, &["--discover", &provider.at("/nobody")]);
    could_not(
        &run,
        1,
        "/nobody/.well-known/openid-configuration: answered with status 404",
    );
    let both = format!(
        ", nor is there anything at {}/nobody\n",
        provider.at("/.well-known/oauth-authorization-server")
    );
    assert!(run.stderr.contains(&both), "{}", run.stderr);
}

#[test]
fn metadata_of_another_issuer_is_refused() {
    let (home, provider, _, token) = usual();
    provider.reply(
        OPENID,
        metadata("https://login.example", &provider.at(JWKS)),
    );
    let run = home.verify(&token, &["--discover", &provider.url()]);
    could_not(
        &run,
        1,
        "its issuer is \"https://login.example\", not \"http://127.0.0.1:",
    );
    assert!(!run.stderr.contains("hint"), "{}", run.stderr);
    let with_slash = provider.at("/");
    provider.reply(OPENID, metadata(&with_slash, &provider.at(JWKS)));
    let run = home.verify(&token, &["--discover", &provider.url()]);
    could_not(&run, 1, "its issuer is");
    let hint = format!("hint: only a slash at the end differs: --discover {with_slash}\n");
    assert!(run.stderr.contains(&hint), "{}", run.stderr);
    assert_eq!(home.copies().len(), 0);
    let run = home.verify(&token, &["--discover", &provider.url()]);
    assert_eq!(run.code, 1);
    let run = home.verify(&token, &["--discover", &with_slash]);
    could_not(&run, 5, "claim \"iss\" is");
    let run = home.verify(&token, &["--discover", &provider.url()]);
    could_not(&run, 1, "its issuer is");
    assert!(!run.stderr.contains("damaged"), "{}", run.stderr);
}

#[test]
fn metadata_that_is_none_is_refused() {
    let (home, provider, _, token) = usual();
    let url = provider.url();
    for (reply, error) in [
        (
            Reply::ok("<html>").with("Content-Type", "text/html; charset=utf-8"),
            "no provider metadata (text/html): not JSON",
        ),
        (Reply::ok("[]"), "not a JSON object"),
        (Reply::ok("{}"), "\"issuer\" is missing"),
        (
            Reply::ok(format!(r#"{{"issuer":"{url}"}}"#)),
            "\"jwks_uri\" is missing",
        ),
        (
            Reply::ok(format!(r#"{{"issuer":"x","issuer":"{url}"}}"#)),
            "duplicate name \"issuer\"",
        ),
        (
            metadata(&url, "http://login.example/jwks"),
            "its jwks_uri is not used: plain http://",
        ),
        (
            metadata(&url, "https://me:pass@login.example/jwks"),
            "its jwks_uri is not used",
        ),
        (
            metadata(&url, "file:///etc/passwd"),
            "its jwks_uri is not used",
        ),
    ] {
        provider.reply(OPENID, reply);
        let run = home.verify(&token, &["--discover", &url]);
        could_not(&run, 1, error);
        assert!(!run.stderr.contains("pass@"), "{}", run.stderr);
    }
    assert_eq!(home.copies().len(), 0);
}

#[test]
fn a_rotated_key_is_fetched_once_and_not_again_soon() {
    let (home, provider, one, token) = usual();
    let jwks = provider.at(JWKS);
    let args = ["--jwks", &jwks];
    accepted(&home.verify(&token, &args));
    let two = Signer::new(&home, "two");
    provider.reply("/other", set(&[&one.public]));
    provider.reply(JWKS, set(&[&one.public, &two.public]));
    let rotated = two.sign(&home, "x");
    provider.asked();
    // Fetched just now: a kid that is made up is not worth a question.
    let run = home.verify(&rotated, &args);
    could_not(&run, 4, "warning: no key has the kid \"two\"");
    let run = home.verify(&rotated, &["--jwks", &provider.at("/other"), "--no-cache"]);
    could_not(&run, 4, "signature does not match");
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert_eq!(provider.asked(), ["/other"]);
    assert!(provider.asked().is_empty());
    home.age(61);
    accepted(&home.verify(&rotated, &args));
    assert_eq!(provider.asked(), [JWKS]);
    accepted(&home.verify(&rotated, &args));
    assert!(provider.asked().is_empty());
}

#[test]
fn hostile_kids_cause_one_question_a_minute() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    home.age(61);
    provider.asked();
    for number in 0..5 {
        let stranger = Signer::new(&home, &format!("hostile-{number}"));
        let run = home.verify(&stranger.sign(&home, "x"), &["--jwks", &jwks]);
        could_not(&run, 4, "signature does not match");
    }
    assert_eq!(provider.asked(), [JWKS]);
    // Nor more often while the provider fails. Whoever makes up a kid cannot make that another answer.
    home.age(61);
    provider.reply(JWKS, Reply::status(500, ""));
    let stranger = Signer::new(&home, "hostile").sign(&home, "x");
    let run = home.verify(&stranger, &["--jwks", &jwks]);
    could_not(&run, 4, "answered with status 500");
    let run = home.verify(&stranger, &["--jwks", &jwks]);
    could_not(&run, 4, "signature does not match");
    assert_eq!(provider.asked(), [JWKS]);
}

#[test]
fn a_token_that_the_copy_verifies_asks_nobody_whatever_its_kid() {
    let (home, provider, one, _) = usual();
    let nameless = one.public.replace("\"kid\":\"one\",", "");
    assert_ne!(nameless, one.public);
    provider.reply(JWKS, set(&[&nameless]));
    let token = one.sign(&home, "x");
    let args = ["--jwks", &provider.at(JWKS)];
    accepted(&home.verify(&token, &args));
    provider.asked();
    home.age(61);
    provider.reply(JWKS, Reply::status(500, ""));
    let run = home.verify(&token, &args);
    accepted(&run);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert!(provider.asked().is_empty());
}

#[test]
fn many_tokens_cause_one_question_and_all_get_the_newer_keys() {
    let (home, provider, one, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let two = Signer::new(&home, "two");
    provider.reply(JWKS, set(&[&one.public, &two.public]));
    provider.asked();
    let rotated = two.sign(&home, "x");
    let strangers = (0..3).map(|number| {
        let stranger = Signer::new(&home, &format!("hostile-{number}"));
        stranger.sign(&home, "x")
    });
    let mut lines: Vec<String> = vec![token.clone(), rotated.clone()];
    lines.extend(strangers);
    let lines = (lines.join("\n") + "\n").repeat(50);
    for jobs in ["1", "4"] {
        home.age(61);
        let run = home.verify_lines(&lines, &["--jobs", jobs, "--jwks", &jwks]);
        assert_eq!(run.code, 4, "{}", run.stderr);
        let summary = "100 accepted, 150 rejected (150 signature_mismatch)";
        assert!(run.stderr.contains(summary), "{}", run.stderr);
        assert_eq!(provider.asked(), [JWKS]);
    }
}

#[test]
fn tokens_of_known_keys_are_judged_by_the_keys_that_the_run_started_with() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let two = Signer::new(&home, "two");
    provider.reply(JWKS, set(&[&two.public]));
    let lines = format!("{token}\n{}\n", two.sign(&home, "x")).repeat(200);
    for _ in 0..5 {
        home.age(61);
        let copies: Vec<_> = home
            .copies()
            .iter()
            .map(|path| fs::read(path).expect("a copy"))
            .collect();
        let run = home.verify_lines(&lines, &["--jobs", "4", "--jwks", &jwks]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stderr.contains("400 accepted"), "{}", run.stderr);
        for (path, copy) in home.copies().iter().zip(copies) {
            fs::write(path, copy).expect("the copy as it was");
        }
    }
}

#[test]
fn a_provider_that_is_down_does_not_end_the_work_on_other_tokens() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    home.age(61);
    provider.reply(JWKS, Reply::status(500, ""));
    let stranger = Signer::new(&home, "stranger").sign(&home, "x");
    let lines = [&*token, &stranger, &stranger, &token].join("\n");
    let run = home.verify_lines(&lines, &["--jwks", &jwks]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(
        run.stderr.contains("answered with status 500"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("going on with the keys that are there"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("2 accepted, 2 rejected"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_refresh_asks_at_once() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let two = Signer::new(&home, "two");
    provider.reply(JWKS, set(&[&two.public]));
    accepted(&home.verify(&two.sign(&home, "x"), &["--jwks", &jwks, "--refresh"]));
    // The old key was withdrawn, and the copy is the new set.
    could_not(
        &home.verify(&token, &["--jwks", &jwks]),
        4,
        "signature does not match",
    );
}

#[test]
fn an_old_copy_is_confirmed_by_its_tag() {
    let (home, provider, signer, token) = usual();
    let reply = set(&[&signer.public]).with("ETag", "\"v1\"");
    provider.reply(JWKS, reply.with("Cache-Control", "public, max-age=120"));
    let jwks = provider.at(JWKS);
    let args = ["--jwks", &jwks, "--explain"];
    let run = home.verify(&token, &args);
    accepted(&run);
    assert!(
        run.stderr.contains("/jwks: fetched, kept for 2 minutes\n"),
        "{}",
        run.stderr
    );
    home.age(60);
    let run = home.verify(&token, &args);
    assert!(
        run.stderr.contains("from the cache, fetched 1 minute"),
        "{}",
        run.stderr
    );
    home.age(120);
    provider.requests();
    let run = home.verify(&token, &args);
    accepted(&run);
    assert!(
        run.stderr.contains("not modified, kept for 2 minutes"),
        "{}",
        run.stderr
    );
    let requests = provider.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        requests[0].headers.get("if-none-match").map(String::as_str),
        Some("\"v1\"")
    );
    accepted(&home.verify(&token, &args));
    assert!(provider.asked().is_empty());
}

#[test]
fn the_provider_says_how_long_within_bounds() {
    for (value, kept) in [
        ("max-age=1", "1 minute"),
        ("no-store", "1 minute"),
        ("max-age=3600", "1 hour"),
        ("max-age=99999999999999999999", "1 day"),
        ("private", "10 minutes"),
    ] {
        let (home, provider, signer, token) = usual();
        let reply = set(&[&signer.public]).with("Cache-Control", value);
        provider.reply(JWKS, reply);
        let run = home.verify(&token, &["--jwks", &provider.at(JWKS), "--explain"]);
        assert!(
            run.stderr.contains(&format!("kept for {kept}\n")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_stale_copy_serves_for_a_day_while_the_provider_is_down() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    provider.reply(JWKS, Reply::status(503, "later"));
    home.age(7200);
    let run = home.verify(&token, &["--jwks", &jwks]);
    accepted(&run);
    let warning = "warning: http://127.0.0.1:";
    assert!(run.stderr.starts_with(warning), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("status 503, not 200; going on with the copy of 2 hours ago"),
        "{}",
        run.stderr
    );
    // Who asks for a fresh one gets a fresh one or nothing.
    could_not(
        &home.verify(&token, &["--jwks", &jwks, "--refresh"]),
        1,
        "status 503",
    );
    home.age(86400);
    let run = home.verify(&token, &["--jwks", &jwks]);
    could_not(
        &run,
        1,
        "status 503, not 200; the copy in the cache is 1 day 2 hours old",
    );
    assert!(
        run.stderr
            .contains("hint: --offline uses it however old it is"),
        "{}",
        run.stderr
    );
    let run = home.verify(&token, &["--jwks", &jwks, "--offline"]);
    accepted(&run);
    assert!(
        run.stderr
            .contains("the copy in the cache is 1 day 2 hours old"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_definite_answer_is_no_outage() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    for reply in [
        Reply::status(404, ""),
        Reply::ok("<html>"),
        Reply::redirect("http://login.example/"),
    ] {
        home.age(700);
        provider.reply(JWKS, reply);
        assert_eq!(home.verify(&token, &["--jwks", &jwks]).code, 1);
    }
}

#[test]
fn offline_uses_the_copy_and_asks_nobody() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    let run = home.verify(&token, &["--jwks", &jwks, "--offline"]);
    could_not(&run, 1, "not in the cache, and --offline fetches nothing");
    accepted(&home.verify(&token, &["--discover", &provider.url()]));
    provider.asked();
    accepted(&home.verify(&token, &["--jwks", &jwks, "--offline"]));
    accepted(&home.verify(&token, &["--discover", &provider.url(), "--offline"]));
    let two = Signer::new(&home, "two").sign(&home, "x");
    home.age(100);
    could_not(
        &home.verify(&two, &["--jwks", &jwks, "--offline"]),
        4,
        "does not match",
    );
    assert!(provider.asked().is_empty());
}

#[test]
fn without_a_cache_nothing_is_kept() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    for _ in 0..2 {
        let run = home.verify(&token, &["--jwks", &jwks, "--no-cache", "--explain"]);
        accepted(&run);
        assert!(run.stderr.contains("fetched, not kept"), "{}", run.stderr);
    }
    assert_eq!(provider.asked(), [JWKS, JWKS]);
    assert_eq!(home.copies().len(), 0);
}

#[test]
fn damaged_copies_are_ignored_and_replaced() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let [path] = &home.copies()[..] else {
        panic!("one copy");
    };
    let good = fs::read_to_string(path).expect("a copy");
    for bad in [
        "",
        "{",
        "{}",
        &good[..good.len() / 2],
        &good.replace("keys", "kegs"),
    ] {
        fs::write(path, bad).expect("a copy");
        let run = home.verify(&token, &["--jwks", &jwks]);
        accepted(&run);
        assert!(
            run.stderr
                .contains("copy in the cache is damaged and was ignored"),
            "{}",
            run.stderr
        );
        assert_eq!(home.verify(&token, &["--jwks", &jwks]).stderr, "");
    }
}

#[cfg(unix)]
#[test]
fn copies_are_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let [path] = &home.copies()[..] else {
        panic!("one copy");
    };
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode(path), mode(&home.folder.join("jwt"))), (0o600, 0o700));
    // Somebody else could have planted a key there.
    fs::set_permissions(path, fs::Permissions::from_mode(0o666)).expect("permissions");
    provider.asked();
    let run = home.verify(&token, &["--jwks", &jwks]);
    accepted(&run);
    assert!(
        run.stderr
            .contains("could be written by others and was ignored"),
        "{}",
        run.stderr
    );
    assert_eq!((provider.asked().len(), mode(path)), (1, 0o600));
}

#[test]
fn a_cache_that_cannot_be_written_stops_nothing() {
    let (home, provider, _, token) = usual();
    home.file("jwt", "a file where the folder should be");
    let run = home.verify(&token, &["--jwks", &provider.at(JWKS)]);
    accepted(&run);
    assert!(
        run.stderr.contains("not kept in the cache"),
        "{}",
        run.stderr
    );
}

#[test]
fn processes_share_the_cache() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| accepted(&home.verify(&token, &["--jwks", &jwks, "--refresh"])));
        }
    });
    assert_eq!(home.copies().len(), 1);
    accepted(&home.verify(&token, &["--jwks", &jwks, "--offline"]));
}

#[test]
fn redirects_are_followed_and_bounded() {
    let (home, provider, _, token) = usual();
    provider.reply("/a/old", Reply::redirect("new?x=1"));
    provider.reply("/a/new?x=1", Reply::redirect(JWKS));
    accepted(&home.verify(&token, &["--jwks", &provider.at("/a/old")]));
    provider.reply("/loop", Reply::redirect("/loop"));
    provider.asked();
    let run = home.verify(&token, &["--jwks", &provider.at("/loop")]);
    could_not(&run, 1, "/loop: more than 5 redirects");
    assert_eq!(provider.asked().len(), 6);
}

#[test]
fn redirects_to_plain_http_are_refused() {
    let home = Home::new();
    let authority = Authority::new();
    let (secure, plain) = (Provider::secure(&authority), Provider::plain());
    let ca_file = home.file("ca.pem", &authority.pem);
    let signer = Signer::new(&home, "one");
    plain.reply(JWKS, set(&[&signer.public]));
    let token = signer.sign(&home, &secure.url());
    secure.reply(JWKS, Reply::redirect(&plain.at(JWKS)));
    let jwks = secure.at(JWKS);
    let run = home.verify(&token, &["--jwks", &jwks, "--ca-file", &ca_file]);
    could_not(
        &run,
        1,
        "redirects to a place that is not used: from https:// to http://",
    );
    secure.reply(OPENID, metadata(&secure.url(), &plain.at(JWKS)));
    let run = home.verify(
        &token,
        &["--discover", &secure.url(), "--ca-file", &ca_file],
    );
    could_not(
        &run,
        1,
        "its jwks_uri is not used: from https:// to http://",
    );
    plain.reply("/out", Reply::redirect("http://login.example/jwks"));
    let run = home.verify(&token, &["--jwks", &plain.at("/out")]);
    could_not(&run, 1, "plain http:// is for loopback addresses only");
    plain.reply("/in", Reply::redirect("http://me:pass@127.0.0.1/jwks"));
    let run = home.verify(&token, &["--jwks", &plain.at("/in")]);
    could_not(
        &run,
        1,
        "an address with a user name or password is not used",
    );
    assert!(!run.stderr.contains("pass@"), "{}", run.stderr);
    assert!(!plain.asked().contains(&JWKS.to_owned()));
}

#[test]
fn slow_answers_end() {
    let (home, provider, signer, token) = usual();
    provider.reply(
        "/slow",
        set(&[&signer.public]).slowly(Duration::from_millis(200)),
    );
    let (port, _silent) = silent();
    for jwks in [provider.at("/slow"), format!("http://127.0.0.1:{port}/")] {
        let start = Instant::now();
        let run = home.verify(&token, &["--jwks", &jwks, "--timeout", "1s"]);
        could_not(&run, 1, "no whole answer within 1 second");
        assert!(
            run.stderr.contains("hint: --timeout 30s waits longer"),
            "{}",
            run.stderr
        );
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn huge_answers_are_refused() {
    let (home, provider, signer, token) = usual();
    let mut body = format!("{{\"keys\":[{}]}}", signer.public).into_bytes();
    body.resize(1 << 20, b' ');
    provider.reply(JWKS, Reply::ok(body.clone()));
    accepted(&home.verify(&token, &["--jwks", &provider.at(JWKS)]));
    body.push(b' ');
    provider.reply("/huge", Reply::ok(body));
    let run = home.verify(&token, &["--jwks", &provider.at("/huge")]);
    could_not(&run, 1, "the answer is larger than 1048576 bytes");
}

#[test]
fn cut_off_answers_are_refused() {
    let (home, provider, signer, token) = usual();
    provider.reply(JWKS, set(&[&signer.public]).with_length(5000));
    let run = home.verify(&token, &["--jwks", &provider.at(JWKS)]);
    could_not(&run, 1, "the answer was cut off");
    assert_eq!(home.copies().len(), 0);
}

#[test]
fn wrong_content_is_told() {
    let (home, provider, signer, token) = usual();
    for (body, error) in [
        ("<!doctype html>", "no JWK set (text/html): not JSON"),
        ("", "no JWK set (text/html): not JSON"),
        ("[]", "no JWK set (text/html): \"keys\" is missing"),
        (
            "{\"issuer\":\"x\"}",
            "no JWK set (text/html): \"keys\" is missing",
        ),
        (
            &signer.public,
            "no JWK set (text/html): \"keys\" is missing",
        ),
        (
            "{\"keys\":{}}",
            "no JWK set (text/html): \"keys\" is not a list",
        ),
        (
            "{\"keys\":[]}",
            "no JWK set (text/html): \"keys\" is an empty list",
        ),
        (
            "{\"keys\":[],\"keys\":[]}",
            "no JWK set (text/html): duplicate name",
        ),
    ] {
        provider.reply(JWKS, Reply::ok(body).with("Content-Type", "text/html"));
        could_not(
            &home.verify(&token, &["--jwks", &provider.at(JWKS)]),
            1,
            error,
        );
    }
    assert_eq!(home.copies().len(), 0);
}

#[test]
fn other_statuses_are_told() {
    let (home, provider, signer, token) = usual();
    for status in [201, 204, 300, 304, 401, 403, 404, 500, 503] {
        let reply = Reply::status(status, format!("{{\"keys\":[{}]}}", signer.public));
        provider.reply(JWKS, reply.with("Content-Type", "application/json"));
        let run = home.verify(&token, &["--jwks", &provider.at(JWKS)]);
        could_not(
            &run,
            1,
            &format!("answered with status {status} (application/json), not 200"),
        );
    }
    let run = home.verify(&token, &["--jwks", &provider.at("/nothing")]);
    could_not(&run, 1, "answered with status 404, not 200");
}

#[test]
fn untrusted_certificates_are_refused() {
    let home = Home::new();
    let (authority, stranger) = (Authority::new(), Authority::new());
    let provider = Provider::secure(&authority);
    let signer = Signer::new(&home, "one");
    provider.reply(JWKS, set(&[&signer.public]));
    let (jwks, token) = (provider.at(JWKS), signer.sign(&home, "x"));
    let trusted = home.file("trusted.pem", &authority.pem);
    let stranger = home.file("stranger.pem", &stranger.pem);
    let run = home.run_with(
        &["verify", &token, "--jwks", &jwks],
        &[("SSL_CERT_FILE", &stranger)],
    );
    could_not(
        &run,
        1,
        "its certificate is not trusted: nobody known has issued it",
    );
    assert!(
        run.stderr.contains("hint: --ca-file FILE"),
        "{}",
        run.stderr
    );
    let run = home.verify(&token, &["--jwks", &jwks, "--ca-file", &stranger]);
    could_not(&run, 1, "its certificate is not trusted");
    accepted(&home.verify(&token, &["--jwks", &jwks, "--ca-file", &trusted]));
    // What one authority vouched for is not believed under another.
    let run = home.verify(
        &token,
        &["--jwks", &jwks, "--ca-file", &stranger, "--offline"],
    );
    could_not(&run, 1, "not in the cache");
    assert!(provider.asked() == [JWKS]);
    // A system without any certificate trusts nobody.
    let none = home.file("none.pem", "");
    let run = home.run_with(
        &["verify", &token, "--jwks", &jwks],
        &[("SSL_CERT_FILE", &none)],
    );
    could_not(&run, 1, "this system has no certificates to trust");
    // The system's own store is asked where no file is named.
    let run = home.run_with(
        &["verify", &token, "--jwks", &jwks],
        &[("SSL_CERT_FILE", &trusted)],
    );
    accepted(&run);
}

#[test]
fn certificates_of_another_name_are_refused() {
    let home = Home::new();
    let authority = Authority::new();
    let provider = Provider::misnamed(&authority);
    let ca_file = home.file("ca.pem", &authority.pem);
    let run = home.verify(
        "e30.e30.",
        &["--jwks", &provider.at(JWKS), "--ca-file", &ca_file],
    );
    could_not(
        &run,
        1,
        "its certificate is no good: it is for another name",
    );
    assert!(provider.asked().is_empty());
}

#[test]
fn authorities_that_are_none_are_told() {
    let home = Home::new();
    for (name, content, error) in [
        ("empty.pem", "", "no certificate in PEM is in it"),
        ("text.pem", "hello", "no certificate in PEM is in it"),
        (
            "bad.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "cannot be read",
        ),
        ("cut.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n", "PEM"),
    ] {
        let ca_file = home.file(name, content);
        let run = home.verify(
            "e30.e30.",
            &["--jwks", "https://localhost:1/", "--ca-file", &ca_file],
        );
        could_not(&run, 1, error);
    }
    let run = home.verify(
        "e30.e30.",
        &["--jwks", "https://localhost:1/", "--ca-file", "missing.pem"],
    );
    could_not(&run, 1, "cannot read missing.pem");
}

#[test]
fn tls_that_is_none_is_told() {
    let home = Home::new();
    let provider = Provider::plain();
    let ca_file = home.file("ca.pem", &Authority::new().pem);
    let jwks = provider.at(JWKS).replace("http:", "https:");
    let run = home.verify("e30.e30.", &["--jwks", &jwks, "--ca-file", &ca_file]);
    could_not(&run, 1, "TLS failed");
}

#[test]
fn secrets_in_a_set_are_ignored_and_told() {
    let (home, provider, signer, token) = usual();
    let secret = format!(r#"{{"kty":"oct","kid":"s","k":"{}"}}"#, encode([7; 64]));
    let jwks = provider.at(JWKS);
    let args = ["--jwks", &jwks, "--no-cache"];
    provider.reply(JWKS, set(&[&secret, &signer.public, r#"{"kty":"oct"}"#]));
    let run = home.verify(&token, &args);
    accepted(&run);
    assert!(
        run.stderr.contains("/jwks: ignored 2 secrets (oct)"),
        "{}",
        run.stderr
    );
    // Whoever can read the set could make this one.
    let forged = support::forge(br#"{"alg":"HS256","kid":"s"}"#, b"{}", &[7; 64]);
    could_not(&home.verify(&forged, &args), 4, "HS256 needs a secret");
    provider.reply(JWKS, set(&[&secret]));
    could_not(
        &home.verify(&forged, &args),
        1,
        "the set holds secrets (oct) alone",
    );
    let file = home.file("jwks.json", &format!("{{\"keys\":[{secret}]}}"));
    could_not(
        &home.verify(&forged, &["--jwks", &file]),
        1,
        "the set holds secrets (oct) alone",
    );
}

#[test]
fn a_set_may_be_a_file() {
    let (home, _, signer, token) = usual();
    let jwk = home.file("jwk.json", &signer.public);
    could_not(
        &home.verify(&token, &["--jwks", &jwk]),
        1,
        "no JWK set: \"keys\" is missing",
    );
    let file = home.file("jwks.json", &format!("{{\"keys\":[{}]}}", signer.public));
    accepted(&home.verify(&token, &["--jwks", &file]));
    could_not(
        &home.verify(&token, &["--jwks", "missing.json"]),
        1,
        "cannot read missing.json",
    );
    assert_eq!(home.copies().len(), 0);
}

#[test]
fn addresses_with_passwords_are_refused_and_not_shown() {
    let home = Home::new();
    for flag in ["--jwks", "--discover"] {
        for url in [
            "https://me:geheim@login.example/",
            "http://geheim@127.0.0.1/",
            "ftp://me:geheim@x/",
            "https://geheim geheim/",
        ] {
            let run = home.verify("e30.e30.", &[flag, url]);
            could_not(&run, 2, flag);
            assert!(!run.stderr.contains("geheim"), "{}", run.stderr);
        }
    }
}

#[test]
fn plain_http_stays_on_this_machine() {
    let home = Home::new();
    for url in [
        "http://login.example/jwks",
        "http://localhost.example/",
        "http://10.0.0.1/",
    ] {
        for flag in ["--jwks", "--discover"] {
            let run = home.verify("e30.e30.", &[flag, url]);
            could_not(&run, 2, "plain http:// is for loopback addresses only");
        }
    }
    let (home, provider, _, token) = usual();
    let localhost = provider.at(JWKS).replace("127.0.0.1", "localhost");
    // A proxy would carry it away.
    let proxy = Provider::plain();
    let proxy_url = proxy.url();
    let env = [
        ("HTTP_PROXY", proxy_url.as_str()),
        ("ALL_PROXY", &proxy_url),
    ];
    accepted(&home.run_with(&["verify", &token, "--jwks", &localhost], &env));
    assert!(proxy.asked().is_empty());
}

#[test]
fn other_addresses_go_through_the_proxy() {
    let home = Home::new();
    let proxy = Provider::plain();
    let (url, args) = (
        proxy.url(),
        ["verify", "e30.e30.", "--jwks", "https://login.example/jwks"],
    );
    let run = home.run_with(&args, &[("HTTPS_PROXY", &url)]);
    could_not(
        &run,
        1,
        "the proxy from the environment refused the connection",
    );
    assert_eq!(proxy.asked(), ["login.example:443"]);
    let run = home.run_with(&args, &[("HTTPS_PROXY", "http://me:geheim@bad host/")]);
    could_not(&run, 1, "the proxy from the environment is no address");
    assert!(!run.stderr.contains("geheim"), "{}", run.stderr);
}

#[test]
fn a_socks_proxy_is_not_gone_around() {
    let home = Home::new();
    let (port, proxy) = silent();
    let url = format!("socks5h://127.0.0.1:{port}");
    let args = [
        "verify",
        "e30.e30.",
        "--jwks",
        "https://login.example/",
        "--timeout",
        "1s",
    ];
    could_not(
        &home.run_with(&args, &[("ALL_PROXY", &url)]),
        1,
        "login.example",
    );
    let mut first = [0];
    let mut stream = proxy.join().expect("a thread").expect("a connection");
    stream.read_exact(&mut first).expect("a greeting");
    assert_eq!(first, [5], "the version of SOCKS (RFC 1928, section 3)");
}

#[test]
fn unreachable_providers_are_told() {
    let home = Home::new();
    let url = format!("http://127.0.0.1:{}/jwks", unused_port());
    let run = home.verify("e30.e30.", &["--jwks", &url]);
    could_not(&run, 1, &format!("{url}: no answer: connection refused"));
    let run = home.verify(
        "e30.e30.",
        &["--jwks", "https://nobody.invalid/", "--timeout", "5s"],
    );
    // Without a network it may take long to learn that there is no such name.
    let error = if run.stderr.contains("within 5 seconds") {
        "no whole answer"
    } else {
        "the name of this host was not found"
    };
    could_not(&run, 1, &format!("https://nobody.invalid/: {error}"));
}

#[test]
fn addresses_in_a_token_are_never_asked() {
    let (home, provider, signer, _) = usual();
    let evil = Provider::plain();
    evil.reply(JWKS, set(&[&signer.public]));
    evil.reply(OPENID, metadata(&evil.url(), &evil.at(JWKS)));
    for name in ["jku", "x5u"] {
        let header = format!("{name}={}", evil.at(JWKS));
        let run = home.run(&[
            "sign",
            "--key",
            &signer.private,
            "--iss",
            &evil.url(),
            "--header",
            &header,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let token = String::from_utf8(run.stdout).expect("text");
        let run = home.verify(token.trim(), &["--jwks", &provider.at(JWKS)]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let run = home.verify(token.trim(), &["--discover", &provider.url()]);
        assert_eq!(run.code, 5, "{}", run.stderr);
    }
    assert!(evil.asked().is_empty());
}

#[test]
fn environment_keys_are_beaten_by_the_flags() {
    let (home, provider, _, token) = usual();
    let args = ["verify", &token, "--jwks", &provider.at(JWKS)];
    accepted(&home.run_with(&args, &[("JWT_SECRET", support::SECRET)]));
}

#[test]
fn a_set_is_listed_and_converted() {
    let (home, provider, signer, _) = usual();
    let jwks = provider.at(JWKS);
    let run = home.run(&["key", "--jwks", &jwks]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(String::from_utf8_lossy(&run.stdout).contains("one"));
    let unknown = r#"{"kty":"LMS","kid":"x"}"#;
    provider.reply(JWKS, set(&[unknown, &signer.public]));
    for source in [["--jwks", &jwks], ["--discover", &provider.url()]] {
        let run = home.run(&[&["key", "--refresh", "--to", "jwk"], &source[..]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(String::from_utf8_lossy(&run.stdout).trim(), signer.public);
        assert!(
            run.stderr.contains("key 1 of 2: left out: kty"),
            "{}",
            run.stderr
        );
    }
}

#[cfg(unix)]
#[test]
fn a_cache_that_others_can_write_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    let folder = home.folder.join("jwt");
    fs::create_dir(&folder).expect("a folder");
    for mode in [0o777, 0o770] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("permissions");
        let run = home.verify(&token, &["--jwks", &jwks]);
        accepted(&run);
        let warning = "this cache could be written by others and is not used";
        assert_eq!(run.stderr.matches(warning).count(), 1, "{}", run.stderr);
        assert_eq!((home.copies().len(), provider.asked().len()), (0, 1));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_copy_is_not_waited_for() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let [path] = &home.copies()[..] else {
        panic!("one copy");
    };
    fs::remove_file(path).expect("a copy");
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo").success());
    let run = home.verify(&token, &["--jwks", &jwks]);
    accepted(&run);
    assert!(run.stderr.contains("is damaged and was ignored"));
    assert_eq!(home.verify(&token, &["--jwks", &jwks]).stderr, "");
}

#[test]
fn a_proxy_that_drips_is_not_waited_for_longer() {
    let home = Home::new();
    let url = format!("http://127.0.0.1:{}", dripping(Duration::from_millis(200)));
    let args = [
        "verify",
        "e30.e30.",
        "--jwks",
        "https://login.example/",
        "--timeout",
        "1s",
    ];
    let start = Instant::now();
    let run = home.run_with(&args, &[("HTTPS_PROXY", &url)]);
    could_not(&run, 1, "no whole answer within 1 second");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn private_keys_in_a_set_are_ignored_and_told() {
    let (home, provider, signer, token) = usual();
    let jwks = provider.at(JWKS);
    let args = ["--jwks", &jwks, "--no-cache"];
    for algorithm in ["EdDSA", "ES256", "RS256", "ML-DSA-44"] {
        let run = home.run(&["gen-key", algorithm, "--kid", "leaked"]);
        let private = String::from_utf8(run.stdout).expect("text");
        let leaked = home.file("leaked.jwk", &private);
        let forged = home.run(&["sign", "--key", &leaked, "--sub", "alice"]);
        assert_eq!(forged.code, 0, "{}", forged.stderr);
        let forged = String::from_utf8(forged.stdout).expect("text");
        provider.reply(JWKS, set(&[&private, &signer.public]));
        let run = home.verify(&token, &args);
        accepted(&run);
        let warning = "/jwks: ignored 1 private key: published, so that anybody can sign";
        assert!(run.stderr.contains(warning), "{}", run.stderr);
        let run = home.verify(forged.trim(), &args);
        assert!(run.code != 0 && run.stdout.is_empty(), "{algorithm}");
        provider.reply(JWKS, set(&[&private]));
        let run = home.verify(forged.trim(), &args);
        could_not(&run, 1, "the set holds private keys alone");
    }
}

#[test]
fn a_set_that_cannot_be_used_takes_no_good_copys_place() {
    let (home, provider, signer, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    provider.reply(JWKS, set(&[&signer.public, &signer.public]));
    for args in [&["--refresh"][..], &["--no-cache"]] {
        let run = home.verify(&token, &[&["--jwks", &jwks], args].concat());
        let error = format!("{jwks}: its keys do not go together: two OKP keys have the kid");
        could_not(&run, 1, &error);
    }
    let run = home.verify(&token, &["--jwks", &jwks]);
    accepted(&run);
    assert_eq!(run.stderr, "");
}

#[test]
fn an_outage_is_waited_for_once_where_there_is_a_copy() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    home.age(700);
    provider.reply(JWKS, Reply::status(503, "later"));
    provider.asked();
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    for _ in 0..3 {
        let run = home.verify(&token, &["--jwks", &jwks]);
        accepted(&run);
        let warning = format!("warning: {jwks}: out of reach ");
        assert!(run.stderr.starts_with(&warning), "{}", run.stderr);
        let rest = "ago; going on with the copy of 11 minutes ago";
        assert!(run.stderr.contains(rest), "{}", run.stderr);
    }
    assert_eq!(provider.asked().len(), 1);
    // Whoever asks for a fresh one, or a while later, asks.
    let run = home.verify(&token, &["--jwks", &jwks, "--refresh"]);
    could_not(&run, 1, "status 503");
    home.age(60);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    assert_eq!(provider.asked().len(), 2);
    // A definite answer is none of an outage.
    provider.reply(JWKS, Reply::status(404, ""));
    home.age(60);
    for _ in 0..2 {
        let run = home.verify(&token, &["--jwks", &jwks]);
        could_not(&run, 1, "answered with status 404");
    }
}

#[test]
fn a_proxy_that_is_no_good_is_told_and_blocks_nothing_on_this_machine() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    let args = ["verify", &token, "--jwks", &jwks, "--no-cache"];
    accepted(&home.run_with(&args, &[("HTTPS_PROXY", "http://bad host/")]));
    let outside = ["verify", &token, "--jwks", "https://login.example/"];
    for scheme in ["http", "socks5h"] {
        let dead = format!("{scheme}://127.0.0.1:{}", unused_port());
        let run = home.run_with(&outside, &[("ALL_PROXY", &dead)]);
        let error = "the proxy from the environment refused the connection";
        could_not(&run, 1, error);
    }
}

#[test]
fn what_cannot_be_kept_is_told_once() {
    let (home, provider, _, token) = usual();
    home.file("jwt", "a file where the folder should be");
    let run = home.verify(&token, &["--discover", &provider.url()]);
    accepted(&run);
    let warning = "not kept in the cache";
    assert_eq!(run.stderr.matches(warning).count(), 1, "{}", run.stderr);
}

#[test]
fn a_copy_from_the_future_has_no_age() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    home.date("\"fetched\":", 99_999_999_999);
    let run = home.verify(&token, &["--jwks", &jwks, "--offline", "--explain"]);
    accepted(&run);
    for told in [
        "the copy in the cache is dated in the future",
        "from the cache, dated in the future",
    ] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn metadata_and_keys_of_one_address_are_kept_apart() {
    let (home, provider, _, token) = usual();
    let both = provider.at(OPENID);
    for _ in 0..2 {
        accepted(&home.verify(&token, &["--discover", &provider.url()]));
        could_not(&home.verify(&token, &["--jwks", &both]), 1, "no JWK set");
    }
    let run = home.verify(&token, &["--jwks", &both]);
    assert!(!run.stderr.contains("damaged"), "{}", run.stderr);
}

#[test]
fn a_relative_home_has_no_cache() {
    let (home, provider, _, token) = usual();
    let args = ["verify", &token, "--jwks", &provider.at(JWKS), "--explain"];
    let env = [("HOME", "target"), ("XDG_CACHE_HOME", "target")];
    let run = home.run_with(&args, &env);
    accepted(&run);
    assert!(run.stderr.contains("fetched, not kept"), "{}", run.stderr);
}

#[test]
fn what_is_wrong_with_a_certificate_is_told_in_words() {
    let home = Home::new();
    let authority = Authority::new();
    let (self_signed, own) = Provider::self_signed();
    for (provider, pem, error) in [
        (
            Provider::expired(&authority),
            &authority.pem,
            "it ended on 2020-01-01T00:00:00Z",
        ),
        (
            self_signed,
            &own,
            "it is an authority's and cannot be a server's (self-signed?)",
        ),
    ] {
        let (jwks, ca_file) = (provider.at(JWKS), home.file("ca.pem", pem));
        let args = ["verify", "e30.e30.", "--jwks", &jwks];
        let error = format!("its certificate is no good: {error}\n");
        let run = home.run(&[&args[..], &["--ca-file", &ca_file]].concat());
        could_not(&run, 1, &error);
        let run = home.run_with(&args, &[("SSL_CERT_FILE", &ca_file)]);
        could_not(&run, 1, &error);
    }
}

#[test]
fn a_coding_that_was_not_asked_for_is_named() {
    let (home, provider, signer, token) = usual();
    let reply = set(&[&signer.public]);
    provider.reply(JWKS, reply.clone().with("Content-Encoding", "gzip"));
    let jwks = provider.at(JWKS);
    let run = home.verify(&token, &["--jwks", &jwks]);
    could_not(&run, 1, "the answer is encoded (Content-Encoding: gzip)");
    provider.reply(JWKS, reply.with("Content-Encoding", "identity"));
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    assert!(!provider.requests().iter().any(|request| {
        let asked = request.headers.get("accept-encoding");
        asked.is_some_and(|asked| asked != "identity")
    }));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let (home, provider, signer, token) = usual();
    let (url, jwks) = (provider.url(), provider.at(JWKS));
    let found = format!(r#"{{"issuer":"{url}","jwks_uri":"{jwks}"}}"#);
    provider.reply(OPENID, Reply::ok(format!("\u{feff}{found}")));
    let keys = format!("\u{feff}{{\"keys\":[{}]}}", signer.public);
    provider.reply(JWKS, Reply::ok(keys));
    for _ in 0..2 {
        let run = home.verify(&token, &["--discover", &url]);
        accepted(&run);
        assert_eq!(run.stderr, "");
    }
    assert_eq!(provider.asked(), [OPENID, JWKS]);
}
