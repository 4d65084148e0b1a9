//! Keys from the network, from a provider in this process on loopback: what is fetched, what is kept,
//! and what is refused.

use crate::support::keys::{der, load_one};
use crate::support::provider::{Authority, Provider, Reply, dripping, silent, unused_port};
use crate::support::{self, Run, encode};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

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

    /// Verifies a token with its audience, so that nothing is advised on.
    fn verify(&self, token: &str, args: &[&str]) -> Run {
        let audience: &[&str] = if args.iter().any(|arg| ["--aud", "--jws"].contains(arg)) {
            &[]
        } else {
            &["--aud", "api"]
        };
        self.run(&[&["verify", token], args, audience].concat())
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

    /// Takes every copy away.
    fn forget(&self) {
        let _ = fs::remove_dir_all(self.folder.join("jwt"));
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
        ", and there is nothing at {}/nobody either\n",
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
    let template = "https://login.example/{tenantid}/v2.0";
    provider.reply(OPENID, metadata(template, &provider.at(JWKS)));
    let run = home.verify(&token, &["--discover", &provider.url()]);
    could_not(&run, 1, "its issuer is");
    let hint = "hint: name one tenant in the address";
    assert!(run.stderr.contains(hint), "{}", run.stderr);
    provider.reply(OPENID, metadata(&with_slash, &provider.at(JWKS)));
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
            "not provider metadata (text/html): not JSON",
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
            "its jwks_uri cannot be used: plain http://",
        ),
        (
            metadata(&url, "https://me:pass@login.example/jwks"),
            "its jwks_uri cannot be used",
        ),
        (
            metadata(&url, "file:///etc/passwd"),
            "its jwks_uri cannot be used",
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
        run.stderr.contains("using the keys that are known"),
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
            .contains("status 503, not 200; using the copy fetched 2 hours ago"),
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
        "redirects to an address that cannot be used: https:// must not lead to http://",
    );
    secure.reply(OPENID, metadata(&secure.url(), &plain.at(JWKS)));
    let run = home.verify(
        &token,
        &["--discover", &secure.url(), "--ca-file", &ca_file],
    );
    could_not(
        &run,
        1,
        "its jwks_uri cannot be used: https:// must not lead to http://",
    );
    plain.reply("/out", Reply::redirect("http://login.example/jwks"));
    let run = home.verify(&token, &["--jwks", &plain.at("/out")]);
    could_not(&run, 1, "plain http:// is for loopback addresses only");
    plain.reply("/in", Reply::redirect("http://me:pass@127.0.0.1/jwks"));
    let run = home.verify(&token, &["--jwks", &plain.at("/in")]);
    could_not(
        &run,
        1,
        "an address with a user name or password cannot be used",
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
        could_not(&run, 1, "no complete answer within 1 second");
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
    let (home, provider, _, token) = usual();
    for (body, error) in [
        ("<!doctype html>", "no keys (text/html): expected a key"),
        ("", "no keys (text/html): it contains no key"),
        ("[]", "no keys (text/html): expected a key"),
        (
            "{\"issuer\":\"x\"}",
            "no keys (text/html): JSON, but neither a JWK",
        ),
        (
            "{\"keys\":{}}",
            "no keys (text/html): \"keys\" is not a list",
        ),
        (
            "{\"keys\":[]}",
            "no keys (text/html): \"keys\" is an empty list",
        ),
        (
            "{\"keys\":[],\"keys\":[]}",
            "no keys (text/html): duplicate name",
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
        "its certificate is not trusted: it was issued by an unknown authority",
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
    could_not(&run, 1, "this system has no trusted certificates");
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
        "its certificate is invalid: it is for another name",
    );
    assert!(provider.asked().is_empty());
}

#[test]
fn authorities_that_are_none_are_told() {
    let home = Home::new();
    for (name, content, error) in [
        ("empty.pem", "", "it contains no PEM certificate"),
        ("text.pem", "hello", "it contains no PEM certificate"),
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
        "the set holds only secrets (oct)",
    );
    let file = home.file("jwks.json", &format!("{{\"keys\":[{secret}]}}"));
    could_not(
        &home.verify(&forged, &["--jwks", &file]),
        1,
        "the set holds only secrets (oct)",
    );
}

#[test]
fn a_set_may_be_a_file() {
    let (home, _, signer, token) = usual();
    let jwk = home.file("jwk.json", &signer.public);
    accepted(&home.verify(&token, &["--jwks", &jwk]));
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
    could_not(
        &run,
        1,
        "the proxy from the environment is not a valid address",
    );
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
        "no complete answer"
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
            "--aud",
            "api",
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
        let folder = folder.to_str().expect("text");
        let warning = format!(
            "warning: {folder}: this cache is not used: {folder} can be written by other users\n"
        );
        assert_eq!(run.stderr.matches(&warning).count(), 1, "{}", run.stderr);
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
    could_not(&run, 1, "no complete answer within 1 second");
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
        let warning = "/jwks: ignored 1 private key: published, so that anyone can sign";
        assert!(run.stderr.contains(warning), "{}", run.stderr);
        let run = home.verify(forged.trim(), &args);
        assert!(run.code != 0 && run.stdout.is_empty(), "{algorithm}");
        provider.reply(JWKS, set(&[&private]));
        let run = home.verify(forged.trim(), &args);
        could_not(&run, 1, "the set holds only private keys");
    }
}

#[test]
fn a_set_that_cannot_be_used_takes_no_good_copys_place() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    provider.reply(JWKS, set(&[r#"{"kty":"oct","k":"AAAA"}"#]));
    for args in [&["--refresh"][..], &["--no-cache"]] {
        let run = home.verify(&token, &[&["--jwks", &jwks], args].concat());
        let error = format!("{jwks}: the set holds only secrets (oct)");
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
        let warning = format!("warning: {jwks}: unreachable ");
        assert!(run.stderr.starts_with(&warning), "{}", run.stderr);
        let rest = "ago; using the copy fetched 11 minutes ago";
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
        could_not(&home.verify(&token, &["--jwks", &both]), 1, "no keys: ");
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
            "it expired on 2020-01-01T00:00:00Z",
        ),
        (
            self_signed,
            &own,
            "it is a certificate authority's, and cannot be a server's (self-signed?)",
        ),
    ] {
        let (jwks, ca_file) = (provider.at(JWKS), home.file("ca.pem", pem));
        let args = ["verify", "e30.e30.", "--jwks", &jwks];
        let error = format!("its certificate is invalid: {error}\n");
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
    could_not(
        &run,
        1,
        "the answer has an unsupported encoding (Content-Encoding: gzip)",
    );
    provider.reply(JWKS, reply.with("Content-Encoding", "identity"));
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    assert!(!provider.requests().iter().any(|request| {
        let asked = request.headers.get("accept-encoding");
        asked.is_some_and(|asked| asked != "identity")
    }));
}

/// A copy is text: DER would come back as an empty one, which is told as damaged.
#[test]
fn keys_in_der_are_used_and_not_kept() {
    let (home, provider, signer, token) = usual();
    let key = load_one(signer.public.as_bytes()).expect("a key");
    provider.reply(JWKS, Reply::ok(der(&key).expect("a public key")));
    for _ in 0..2 {
        let run = home.verify(&token, &["--jwks", &provider.at(JWKS)]);
        accepted(&run);
        assert_eq!(run.stderr, "");
    }
    assert_eq!(provider.asked(), [JWKS, JWKS]);
    assert_eq!(home.copies().len(), 0);
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

#[test]
fn a_host_that_only_resolvers_read_as_loopback_is_refused() {
    let (home, provider, _, token) = usual();
    for host in [
        "[127.0.0.1]",
        "[localhost]",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "localhost.",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::1%25lo]",
    ] {
        for flag in ["--jwks", "--discover"] {
            for scheme in ["http", "https"] {
                let url = provider.at(JWKS).replace("127.0.0.1", host);
                let url = url.replace("http", scheme);
                could_not(&home.verify(&token, &[flag, &url]), 2, flag);
            }
        }
        let url = provider.at(JWKS).replace("127.0.0.1", host);
        provider.reply("/away", Reply::redirect(&url));
        let run = home.verify(&token, &["--jwks", &provider.at("/away"), "--no-cache"]);
        could_not(&run, 1, "redirects to an address that cannot be used");
    }
    assert!(!provider.asked().contains(&JWKS.to_owned()));
}

#[test]
fn control_characters_in_an_address_are_refused_and_escaped() {
    let (home, provider, _, token) = usual();
    for text in ["\u{9b}31m", "\u{85}", "\u{202e}", "\u{7f}", "\u{fc}"] {
        let url = provider.at(&format!("/{text}"));
        let run = home.verify(&token, &["--jwks", &url]);
        could_not(&run, 2, "--jwks: not a valid address");
        let run = home.verify(&token, &["--discover", &url]);
        could_not(&run, 2, "--discover: not a valid address");
        provider.reply(OPENID, metadata(&provider.url(), &url));
        let run = home.verify(&token, &["--discover", &provider.url(), "--no-cache"]);
        could_not(&run, 1, "its jwks_uri cannot be used: not a valid address");
        provider.reply("/away", Reply::redirect(&url));
        provider.reply("/there", Reply::redirect(&format!("/{text}")));
        for path in ["/away", "/there"] {
            let run = home.verify(&token, &["--jwks", &provider.at(path)]);
            // A header cannot hold this one at all (RFC 9110, section 5.5).
            let error = match text {
                "\u{7f}" => "the answer is not valid HTTP",
                _ => "redirects to an address that cannot be used: not a valid address",
            };
            could_not(&run, 1, error);
            assert!(run.stderr.is_ascii(), "{}", run.stderr);
        }
        provider.reply(OPENID, metadata(&format!("https://{text}"), &url));
        let run = home.verify(&token, &["--discover", &provider.url(), "--no-cache"]);
        could_not(&run, 1, "its issuer is \"https://");
        assert!(run.stderr.is_ascii() || text == "\u{fc}", "{}", run.stderr);
    }
}

#[test]
fn a_form_feed_after_json_is_refused() {
    let (home, provider, signer, token) = usual();
    let (url, jwks) = (provider.url(), provider.at(JWKS));
    let found = format!(r#"{{"issuer":"{url}","jwks_uri":"{jwks}"}}"#);
    let keys = format!("{{\"keys\":[{}]}}", signer.public);
    for (before, after) in [
        ("", "\u{c}"),
        ("\u{c}", ""),
        ("", "\u{b}"),
        ("\u{a0}", ""),
        ("", "\0"),
    ] {
        let wrap = |json: &str| format!("{before}{json}{after}");
        provider.reply(OPENID, Reply::ok(wrap(&found)));
        let run = home.verify(&token, &["--discover", &url]);
        could_not(&run, 1, "not provider metadata: not JSON");
        provider.reply(JWKS, Reply::ok(wrap(&keys)));
        let run = home.verify(&token, &["--jwks", &jwks]);
        could_not(&run, 1, "no keys: ");
        let file = home.file("jwks.json", &wrap(&keys));
        could_not(&home.verify(&token, &["--jwks", &file]), 1, "no keys: ");
    }
    provider.reply(OPENID, Reply::ok(format!("\r\n\t {found} \t\r\n")));
    provider.reply(JWKS, Reply::ok(format!("\r\n\t {keys} \t\r\n")));
    accepted(&home.verify(&token, &["--discover", &url]));
}

#[test]
fn a_providers_words_cannot_drive_the_terminal() {
    let (home, provider, signer, _) = usual();
    let hostile = "\\u001b[2J\\u009b31m\\u202e\\u2066\\u200b";
    let raw = "\u{9b}31m\u{202e}\u{2066}\u{85}";
    let check = |run: &Run, escaped: &str| {
        assert!(run.stderr.contains(escaped), "{}", run.stderr);
        let is_plain = |c: char| c == '\n' || matches!(c, ' '..='~');
        assert!(run.stderr.chars().all(is_plain), "{:?}", run.stderr);
    };
    // A key's kid, use and operations, in what is told of a set and of a token.
    let kid = format!("{hostile}{raw}");
    let named = signer.public.replace("\"one\"", &format!("\"{kid}\""));
    let odd = format!(r#"{{"kty":"{kid}","kid":"{kid}","use":"{kid}","key_ops":["{kid}"]}}"#);
    let usage = named.replace("\"kty\"", &format!("\"use\":\"{kid}\",\"kty\""));
    let operations = named.replace("\"kty\"", &format!("\"key_ops\":[\"{kid}\"],\"kty\""));
    let algorithm = named.replace("\"EdDSA\"", &format!("\"{kid}\""));
    let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#);
    let token = support::forge(header.as_bytes(), b"{}", b"");
    let jwks = provider.at(JWKS);
    let args = ["--jwks", &jwks, "--no-cache", "--explain"];
    for key in [&named, &odd, &usage, &operations, &algorithm] {
        provider.reply(JWKS, set(&[key]));
        let run = home.verify(&token, &args);
        assert!(run.code != 0 && run.stdout.is_empty());
        check(&run, "\\u009b31m");
    }
    provider.reply(JWKS, set(&[&named, &named]));
    check(&home.verify(&token, &args), "\\u009b31m");
    provider.reply(JWKS, set(&[&odd, &signer.public]));
    let run = home.run(&["key", "--jwks", &jwks, "--no-cache", "--to", "jwk"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check(&run, "left out");
    // A kid that no key has.
    provider.reply(JWKS, set(&[&signer.public]));
    assert_eq!(home.verify(&token, &["--jwks", &jwks]).code, 4);
    check(
        &home.verify(&token, &["--jwks", &jwks]),
        "no key has the kid",
    );
    // An issuer, a duplicate name, a media type, a status line and a coding.
    let args = ["--discover", &provider.url(), "--no-cache"];
    let other = metadata(&format!("https://{kid}"), &jwks);
    provider.reply(OPENID, other);
    check(&home.verify(&token, &args), "its issuer is \"https://");
    provider.reply(OPENID, Reply::ok(format!(r#"{{"{kid}":1,"{kid}":2}}"#)));
    check(&home.verify(&token, &args), "duplicate name");
    for header in ["Content-Type", "Content-Encoding", "ETag", "Location"] {
        for status in [200, 302, 404] {
            let reply = Reply::status(status, "<html>").with(header, raw);
            provider.reply(OPENID, reply.with("Cache-Control", raw));
            check(&home.verify(&token, &args), "error: ");
        }
    }
}

#[test]
fn cached_keys_do_not_outlive_the_certificates_that_vouched_for_them() {
    let home = Home::new();
    let (authority, stranger) = (Authority::new(), Authority::new());
    let provider = Provider::secure(&authority);
    let signer = Signer::new(&home, "one");
    provider.reply(JWKS, set(&[&signer.public]));
    let (jwks, token) = (provider.at(JWKS), signer.sign(&home, "x"));
    let trusted = home.file("trusted.pem", &authority.pem);
    let both = home.file("both.pem", &format!("{}{}", authority.pem, stranger.pem));
    let strange = home.file("strange.pem", &stranger.pem);
    let folder = home.folder.join("certificates");
    fs::create_dir(&folder).expect("a folder");
    home.file("certificates/one.pem", &authority.pem);
    let folder = folder.to_str().expect("text");
    let args = ["verify", &token, "--jwks", &jwks];
    let offline = [&args[..], &["--offline"]].concat();
    let absent = "not in the cache, and --offline fetches nothing";
    for variable in [
        ("SSL_CERT_FILE", trusted.as_str()),
        ("SSL_CERT_DIR", folder),
    ] {
        home.forget();
        accepted(&home.run_with(&args, &[variable]));
        accepted(&home.run_with(&offline, &[variable]));
        // By the system's certificates, which do not vouch for this provider.
        let system = home.run(&args);
        assert_eq!(
            (system.code, system.stdout.len()),
            (1, 0),
            "{}",
            system.stderr
        );
        could_not(&home.run(&offline), 1, absent);
        for other in [
            &[("SSL_CERT_FILE", strange.as_str())][..],
            &[("SSL_CERT_FILE", both.as_str())],
            &[
                ("SSL_CERT_FILE", strange.as_str()),
                ("SSL_CERT_DIR", folder),
            ],
            &[("SSL_CERT_FILE", "/nowhere")],
        ] {
            could_not(&home.run_with(&offline, other), 1, absent);
        }
        let by_file = [&offline[..], &["--ca-file", &trusted]].concat();
        could_not(&home.run(&by_file), 1, absent);
        could_not(&home.run_with(&by_file, &[variable]), 1, absent);
    }
    // The same name with other certificates in it, of the same size and time.
    for (path, variable) in [
        (trusted.clone(), ("SSL_CERT_FILE", trusted.as_str())),
        (format!("{folder}/one.pem"), ("SSL_CERT_DIR", folder)),
    ] {
        home.forget();
        accepted(&home.run_with(&args, &[variable]));
        let file = fs::File::open(&path).expect("a file");
        let time = file.metadata().and_then(|found| found.modified());
        let mut other = stranger.pem.clone();
        other.push_str(&"\n".repeat(authority.pem.len().saturating_sub(other.len())));
        fs::write(&path, other).expect("a file");
        let file = fs::File::options().write(true).open(&path).expect("a file");
        file.set_modified(time.expect("a time"))
            .expect("the same time");
        could_not(&home.run_with(&offline, &[variable]), 1, absent);
        let run = home.run_with(&args, &[variable]);
        could_not(&run, 1, "its certificate is not trusted");
        fs::write(&path, &authority.pem).expect("a file");
        accepted(&home.run_with(&offline, &[variable]));
    }
}

#[test]
fn cached_keys_do_not_outlive_the_proxy_that_they_came_through() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    let args = ["verify", &token, "--jwks", &jwks];
    let offline = [&args[..], &["--offline"]].concat();
    let absent = "not in the cache, and --offline fetches nothing";
    let environments: [&[(&str, &str)]; 9] = [
        &[],
        &[("HTTPS_PROXY", "http://proxy.example:3128")],
        &[("HTTPS_PROXY", "http://proxy.example:3129")],
        &[("HTTPS_PROXY", "socks5://proxy.example:3128")],
        &[("https_proxy", "http://other.example:3128")],
        &[
            ("ALL_PROXY", "http://all.example"),
            ("HTTPS_PROXY", "http://proxy.example:3128"),
        ],
        &[("http_proxy", "http://me:geheim@plain.example")],
        &[
            ("HTTPS_PROXY", "http://proxy.example:3128"),
            ("NO_PROXY", "login.example"),
        ],
        &[
            ("HTTPS_PROXY", "http://proxy.example:3128"),
            ("no_proxy", "*"),
        ],
    ];
    for (i, env) in environments.iter().enumerate() {
        could_not(&home.run_with(&offline, env), 1, absent);
        accepted(&home.run_with(&args, env));
        accepted(&home.run_with(&offline, env));
        assert_eq!(home.copies().len(), i + 1);
    }
    // An exception from no proxy changes nothing, nor does another spelling of the same proxy.
    for same in [
        &[("NO_PROXY", "login.example")][..],
        &[("https_proxy", "http://proxy.example:3128")],
        &[("http_proxy", "http://me:other@plain.example")],
        &[("HTTPS_PROXY", "")],
    ] {
        accepted(&home.run_with(&offline, same));
    }
    for copy in home.copies() {
        let copy = fs::read_to_string(copy).expect("a copy");
        assert!(!copy.contains("geheim"), "{copy}");
    }
}

#[cfg(unix)]
#[test]
fn certificates_in_a_pipe_are_left_to_tls() {
    let (home, provider, _, token) = usual();
    let jwks = provider.at(JWKS);
    accepted(&home.verify(&token, &["--jwks", &jwks]));
    let pipe = home.folder.join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let env = [("SSL_CERT_FILE", pipe.to_str().expect("text"))];
    let run = home.run_with(&["verify", &token, "--jwks", &jwks, "--offline"], &env);
    could_not(&run, 1, "not in the cache, and --offline fetches nothing");
    let warning = "warning: the cache is not used: SSL_CERT_FILE or SSL_CERT_DIR";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
}

/// Whether the tests may give files to another user.
#[cfg(unix)]
fn is_root() -> bool {
    let is_root = nix::unistd::geteuid().is_root();
    if !is_root {
        eprintln!("skipped: only root can give folders to another user");
    }
    is_root
}

/// A cache into which somebody else has put a key of their own, and a token that it verifies: both
/// are taken from a run that has fetched that key by the address of the provider.
#[cfg(unix)]
struct Planted {
    home: Home,
    provider: Provider,
    forged: String,
    cache: PathBuf,
}

#[cfg(unix)]
impl Planted {
    fn new(cache: &str) -> Self {
        let (home, provider, signer, _) = usual();
        let attacker = Signer::new(&home, "attacker");
        let forged = attacker.sign(&home, "x");
        provider.reply(JWKS, set(&[&attacker.public]));
        let cache = home.folder.join(cache);
        let planted = Self {
            home,
            provider,
            forged,
            cache,
        };
        accepted(&planted.verify(&["--refresh"]));
        planted.provider.reply(JWKS, set(&[&signer.public]));
        planted.provider.asked();
        planted
    }

    fn verify(&self, args: &[&str]) -> Run {
        let cache = self.cache.to_str().expect("text");
        let jwks = self.provider.at(JWKS);
        let all = [&["verify", &self.forged, "--jwks", &jwks], args].concat();
        self.home.run_with(&all, &[("XDG_CACHE_HOME", cache)])
    }

    /// The copy is used while nothing is wrong with its folder.
    #[track_caller]
    fn is_believed(&self) {
        accepted(&self.verify(&["--offline"]));
    }

    #[track_caller]
    fn is_ignored(&self, at_fault: &Path, fault: &str) {
        let warning = format!(
            "jwt: this cache is not used: {} {fault}\n",
            at_fault.display()
        );
        let run = self.verify(&["--offline"]);
        could_not(&run, 1, "not in the cache");
        assert!(run.stderr.contains(&warning), "{}", run.stderr);
        let run = self.verify(&[]);
        could_not(&run, 4, "signature does not match");
        assert_eq!(run.stderr.matches(&warning).count(), 1, "{}", run.stderr);
        assert_eq!(self.provider.asked(), [JWKS]);
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

#[cfg(unix)]
#[test]
fn keys_planted_below_a_folder_that_others_can_write_are_ignored() {
    let planted = Planted::new("a/b/c");
    planted.is_believed();
    for above in ["a", "a/b", "a/b/c"] {
        let folder = planted.home.folder.join(above);
        // Sticky is enough in root's own folders alone, such as /tmp.
        for mode in [0o777, 0o775, 0o757, 0o722] {
            set_mode(&folder, mode);
            planted.is_ignored(&folder, "can be written by other users");
        }
        set_mode(&folder, 0o755);
        planted.is_believed();
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_shared_like_tmp_keeps_a_folder_of_ones_own() {
    if !is_root() {
        return;
    }
    let planted = Planted::new("a/b");
    let shared = planted.home.folder.join("a");
    set_mode(&shared, 0o1777);
    planted.is_believed();
    let other = planted.home.folder.join("a/b");
    std::os::unix::fs::chown(&other, Some(65534), None).expect("another owner");
    planted.is_ignored(&other, "belongs to another user");
    std::os::unix::fs::chown(&other, Some(0), None).expect("the owner");
    // Its owner may replace what is in it.
    std::os::unix::fs::chown(&shared, Some(65534), None).expect("another owner");
    planted.is_ignored(&shared, "belongs to another user");
}

#[cfg(unix)]
#[test]
fn keys_planted_below_a_folder_of_another_user_are_ignored() {
    if !is_root() {
        return;
    }
    let planted = Planted::new("a/b");
    for above in ["a", "a/b", "a/b/jwt"] {
        let folder = planted.home.folder.join(above);
        std::os::unix::fs::chown(&folder, Some(65534), None).expect("another owner");
        planted.is_ignored(&folder, "belongs to another user");
        std::os::unix::fs::chown(&folder, Some(0), None).expect("the owner");
        planted.is_believed();
    }
}

#[cfg(unix)]
#[test]
fn keys_planted_behind_a_link_of_another_user_are_ignored() {
    use std::os::unix::fs::{lchown, symlink};
    if !is_root() {
        return;
    }
    let mut planted = Planted::new("real/cache");
    let home = planted.home.folder.clone();
    fs::create_dir(home.join("shared")).expect("a folder");
    set_mode(&home.join("shared"), 0o1777);
    for (link, target, rest) in [
        ("link", home.join("real"), "cache"),
        ("shared/link", PathBuf::from("../real/cache"), "."),
        ("real/cache2", PathBuf::from("cache"), ""),
    ] {
        let link = home.join(link);
        symlink(&target, &link).expect("a link");
        planted.cache = link.join(rest);
        planted.is_believed();
        lchown(&link, Some(65534), None).expect("another owner");
        planted.is_ignored(&link, "belongs to another user");
        lchown(&link, Some(0), None).expect("the owner");
        // Wherever it leads is checked as well.
        set_mode(&home.join("real"), 0o777);
        planted.is_ignored(&home.join("real"), "can be written by other users");
        set_mode(&home.join("real"), 0o755);
    }
    // The folder of the copies itself may be a link, too.
    planted.cache = home.join("other");
    fs::create_dir(&planted.cache).expect("a folder");
    let link = planted.cache.join("jwt");
    symlink("../real/cache/jwt", &link).expect("a link");
    planted.is_believed();
    lchown(&link, Some(65534), None).expect("another owner");
    planted.is_ignored(&link, "belongs to another user");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_no_cache() {
    let mut planted = Planted::new("real");
    let link = planted.home.folder.join("loop");
    std::os::unix::fs::symlink("loop", &link).expect("a link");
    planted.cache = link.clone();
    planted.is_ignored(&link, "is a link that cannot be followed");
}
