//! Many lines through the built binary: order, memory, sources that are slow, readers that go, and
//! lines that no one wants to meet.

use crate::support::{Folder, HEADER, Run, SECRET, command, forge, run, signed};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const ENV: [(&str, &str); 1] = [("JWT_SECRET", SECRET)];

/// A process that has not ended by then hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The most that a run may hold in memory, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;

/// The longest token, in bytes.
const LONGEST: usize = 1 << 20;

fn verify_lines(flags: &[&str], stdin: &[u8]) -> Run {
    run(&[&["verify", "--lines"][..], flags].concat(), &ENV, stdin)
}

fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

/// What `work` gives, unless it takes so long that it hangs.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(PATIENCE).expect("it hangs")
}

/// Tokens that say their number, made fast: one HMAC each.
fn numbered(count: usize) -> Vec<u8> {
    let tokens = (1..=count).map(|i| signed(HEADER, &format!("{{\"n\":{i}}}")) + "\n");
    tokens.collect::<String>().into_bytes()
}

#[test]
fn the_order_is_kept_on_many_threads() {
    const COUNT: usize = 50_000;
    const EACH: usize = 500;
    // Some threads get slow work: every now and then a bad line.
    let block = numbered(EACH);
    let mut lines = Vec::new();
    for _ in 0..COUNT / EACH {
        lines.extend_from_slice(&block);
        lines.extend_from_slice(b"nonsense\n\n");
    }
    for jobs in ["2", "7"] {
        let run = verify_lines(&["--get", "n", "--jobs", jobs], &lines);
        assert_eq!(run.code, 3);
        let numbers: Vec<usize> = text(&run.stdout)
            .lines()
            .map(|line| line.parse().expect("a number"))
            .collect();
        assert_eq!(numbers.len(), COUNT);
        for (i, number) in numbers.iter().enumerate() {
            assert_eq!(*number, i % EACH + 1);
        }
        let mut told = run.stderr.lines();
        for i in 1..=COUNT / EACH {
            let line = i * (EACH + 2) - 1;
            let message = format!("line {line}: expected three parts between dots, found 1");
            assert_eq!(told.next(), Some(message.as_str()));
        }
        assert_eq!(
            told.next(),
            Some("50000 accepted, 100 rejected (100 malformed), 100 blank")
        );
        assert_eq!(told.next(), None);
    }
}

#[test]
fn a_slow_source_is_answered_line_by_line() {
    for jobs in ["1", "4"] {
        for (subcommand, flags, bad) in [
            ("verify", &["--json"][..], "nonsense"),
            (
                "verify",
                &["--find", "--json"],
                "x eyJhbGciOiJIUzI1NiJ9.e30.x y",
            ),
            ("decode", &[], "nonsense"),
        ] {
            let args = [&[subcommand, "--lines", "--jobs", jobs][..], flags].concat();
            let mut child = start(&mut command(&args, &ENV));
            let mut stdin = child.stdin.take().expect("a pipe");
            let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
            let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
            in_time(move || {
                for i in 1..=20 {
                    let payload = format!("{{\"n\":{i}}}");
                    writeln!(stdin, "{}", signed(HEADER, &payload)).expect("it reads");
                    let mut answer = String::new();
                    stdout.read_line(&mut answer).expect("it answers");
                    assert!(answer.contains(&payload), "{answer}");
                    writeln!(stdin, "{bad}").expect("it reads");
                    let mut told = String::new();
                    stderr.read_line(&mut told).expect("it answers");
                    assert!(told.starts_with(&format!("line {}", 2 * i)), "{told}");
                    if flags.contains(&"--json") {
                        stdout.read_line(&mut answer).expect("it answers");
                    }
                }
            });
            let code = in_time(move || child.wait().expect("it ends").code());
            assert_eq!(code, Some(3));
        }
    }
}

#[test]
fn half_a_line_is_not_answered_before_its_end() {
    let token = signed(HEADER, "{\"n\":1}");
    let mut child = start(&mut command(&["verify", "--lines"], &ENV));
    let mut stdin = child.stdin.take().expect("a pipe");
    let (one, other) = token.split_at(token.len() / 2);
    for part in [one, other] {
        stdin.write_all(part.as_bytes()).expect("it reads");
        stdin.flush().expect("it reads");
        thread::sleep(Duration::from_millis(50));
    }
    drop(stdin);
    let output = in_time(move || child.wait_with_output().expect("it ends"));
    assert_eq!(output.stdout, b"{\"n\":1}\n");
    assert_eq!(text(&output.stderr), "1 accepted, 0 rejected\n");
}

#[test]
fn a_closed_pipe_ends_it_while_the_source_is_still_open() {
    for jobs in ["1", "2"] {
        for (line, code) in [(signed(HEADER, "{}"), 1), ("nonsense".to_owned(), 3)] {
            let args = ["verify", "--lines", "--json", "--jobs", jobs];
            let mut child = start(&mut command(&args, &ENV));
            let mut stdin = child.stdin.take().expect("a pipe");
            writeln!(stdin, "{line}").expect("it reads");
            let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
            let output = in_time(move || {
                let mut answer = String::new();
                stdout.read_line(&mut answer).expect("it answers");
                assert!(answer.starts_with("{\"line\":1,"));
                drop(stdout);
                child.wait_with_output().expect("it ends")
            });
            // Until here, more lines might come.
            drop(stdin);
            assert_eq!(output.status.code(), Some(code));
            let stderr = text(&output.stderr);
            let unfinished = "error: standard output was closed before every line was verified\n";
            let expected = match code {
                1 => stderr == unfinished,
                _ => stderr.starts_with("line 1: ") && stderr.lines().count() == 1,
            };
            assert!(expected, "{stderr}");
        }
    }
}

#[test]
fn lines_that_nobody_judged_never_count_as_accepted() {
    let lines = "eyJhbGciOiJIUzI1NiJ9.e30.XXXX\n".repeat(20_000);
    for _ in 0..20 {
        let mut child = start(&mut command(&["verify", "--lines", "--jobs", "2"], &ENV));
        drop(child.stdout.take());
        let stdin = child.stdin.take().expect("a pipe");
        let feeding = feed(stdin, lines.clone().into_bytes(), 1);
        let output = in_time(move || child.wait_with_output().expect("it ends"));
        feeding.join().expect("the source ends");
        assert_ne!(output.status.code(), Some(0));
    }
}

#[test]
fn a_closed_pipe_ends_a_long_stream_quietly() {
    for jobs in ["1", "3"] {
        let mut child = start(&mut command(&["decode", "--lines", "--jobs", jobs], &[]));
        let stdin = child.stdin.take().expect("a pipe");
        let feeding = feed(
            stdin,
            b"eyJhbGciOiJIUzI1NiJ9.e30.eA\n".repeat(1000),
            u64::MAX,
        );
        let mut stdout = child.stdout.take().expect("a pipe");
        let mut first = [0; 3];
        stdout.read_exact(&mut first).expect("it answers");
        drop(stdout);
        let output = in_time(move || child.wait_with_output().expect("it ends"));
        feeding.join().expect("the source ends");
        assert_eq!(&first, b"{}\n");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(text(&output.stderr), "");
    }
}

/// Writes a block so many times, or until nobody reads.
fn feed(mut stdin: ChildStdin, block: Vec<u8>, times: u64) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for _ in 0..times {
            if stdin.write_all(&block).is_err() {
                break;
            }
        }
    })
}

#[test]
fn nothing_is_said_to_a_stderr_that_is_gone() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut child = command(&["verify", "--lines"], &ENV)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(writer)
        .spawn()
        .expect("the binary runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    write!(stdin, "nonsense\n{}\n", signed(HEADER, "{}")).expect("it reads");
    drop(stdin);
    let output = in_time(move || child.wait_with_output().expect("it ends"));
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(output.stdout, b"{}\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let tokens = numbered(10);
    for args in [
        &["verify", "--lines"][..],
        &["verify", "--lines", "--jobs", "1"],
        &["decode", "--lines"],
        &["sign", "--lines", "--quiet"],
    ] {
        let stdin = if args[0] == "sign" {
            b"{}\n"
        } else {
            &tokens[..]
        };
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut child = command(args, &ENV)
            .stdin(Stdio::piped())
            .stdout(full.expect("/dev/full"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(stdin).expect("it reads");
        // The source stays open: what cannot be written ends it.
        let output = in_time(move || child.wait_with_output().expect("it ends"));
        drop(pipe);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let stderr = text(&output.stderr);
        assert!(stderr.starts_with("error: "), "{stderr}");
        assert!(stderr.contains("No space left"), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_as_standard_input_is_an_error() {
    let folder = std::fs::File::open(env!("CARGO_MANIFEST_DIR")).expect("a folder");
    let mut child = command(&["verify", "--lines"], &ENV)
        .stdin(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    let output = child.wait_with_output().expect("it ended");
    assert!(output.stdout.is_empty());
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("error: cannot read standard input"),
        "{stderr}"
    );
}

#[test]
fn a_token_over_the_limit_is_rejected_and_the_stream_goes_on() {
    let good = signed(HEADER, "{}");
    let overhead = signed(HEADER, "").len();
    let payload = |length: usize| format!("{{\"a\":\"{}\"}}", "a".repeat(length - 8));
    let largest = signed(HEADER, &payload((LONGEST - overhead) / 4 * 3));
    assert!(largest.len() <= LONGEST);
    let above = signed(HEADER, &payload(LONGEST / 4 * 3 + 9));
    let far_above = "a".repeat(3 * LONGEST);
    // A good token at the very end of a long line is a piece of it.
    let with_tail = format!("{} {good}", "a".repeat(2 * LONGEST + 1));
    let pasted = format!("Bearer {largest}  ");
    let long: [(&str, bool); 5] = [
        (&largest, true),
        (&above, false),
        (&far_above, false),
        (&with_tail, false),
        (&pasted, true),
    ];
    for jobs in ["1", "3"] {
        for (long, is_good) in long {
            for place in 0..3 {
                let mut lines = vec![good.as_str(); 2];
                lines.insert(place, long);
                for end in ["", "\n", "\r\n"] {
                    let input = lines.join("\n") + end;
                    let run = verify_lines(&["--json", "--jobs", jobs], input.as_bytes());
                    let reports = text(&run.stdout).lines();
                    for (i, report) in reports.enumerate() {
                        let is_valid = is_good || i != place;
                        let start = format!("{{\"line\":{},\"valid\":{is_valid},", i + 1);
                        assert!(report.starts_with(&start), "{}", &report[..80]);
                    }
                    assert_eq!(text(&run.stdout).lines().count(), 3);
                    let told = "the token is longer than 1048576 bytes";
                    assert_eq!(run.stderr.contains(told), !is_good);
                    assert_eq!(run.code, if is_good { 0 } else { 3 });
                }
            }
        }
    }
}

#[test]
fn claims_over_the_limit_are_rejected_and_the_stream_goes_on() {
    for length in [LONGEST, 2 * LONGEST, 5 * LONGEST] {
        let long = format!("{{\"a\":\"{}\"}}", "a".repeat(length));
        let input = format!("{{\"n\":1}}\n{long}\n{{\"n\":2}}\n");
        let run = run(&["sign", "--lines", "--quiet"], &ENV, input.as_bytes());
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert_eq!(text(&run.stdout).lines().count(), 2);
        assert!(run.stderr.starts_with("line 2: "), "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1);
    }
}

#[test]
fn a_log_line_over_the_limit_is_rejected_whole() {
    let good = signed(HEADER, "{}");
    let input = format!("x {good}\n{} {good} \n{good}", " ".repeat(3 * LONGEST));
    let run = verify_lines(&["--find", "--json"], input.as_bytes());
    assert_eq!(run.code, 3);
    let lines: Vec<_> = text(&run.stdout).lines().collect();
    assert!(lines[0].starts_with("{\"line\":1,\"column\":3,\"valid\":true"));
    assert!(lines[1].starts_with("{\"line\":2,\"valid\":false,\"code\":3"));
    assert!(lines[2].starts_with("{\"line\":3,\"column\":1,\"valid\":true"));
    assert_eq!(lines.len(), 3);
}

#[test]
fn bytes_that_are_not_text_stay_on_their_line() {
    let hostile = [
        forge(br#"{"alg":"HS256"}"#, b"\xff\n\xfe\r\n", SECRET.as_bytes()),
        forge(
            br#"{"alg":"HS256"}"#,
            b"a\r\n{\"admin\":true}\n",
            SECRET.as_bytes(),
        ),
        forge(br#"{"alg":"HS256"}"#, b"\n\n\0", SECRET.as_bytes()),
    ];
    let input = hostile.join("\n");
    for args in [&["decode", "--lines"][..], &["verify", "--lines", "--jws"]] {
        let run = run(args, &ENV, input.as_bytes());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let expected = b"\xff \xfe  \na  {\"admin\":true} \n  \0\n";
        assert_eq!(run.stdout, expected);
    }
    let mut input = b"\0\n\xff\xfe\n\x1a\n".to_vec();
    input.extend_from_slice(signed(HEADER, "{}").as_bytes());
    input.extend_from_slice(b"\0");
    let run = verify_lines(&["--only", "rejected"], &input);
    assert_eq!(run.code, 3);
    assert_eq!(run.stdout, [&input[..], b"\n"].concat());
}

#[test]
fn advice_is_told_once_however_many_threads_have_it() {
    let token = forge(HEADER.as_bytes(), b"{\"exp\":9999999999999}", b"short");
    let input = format!("{token}\n").repeat(20_000);
    for jobs in ["1", "4"] {
        let args = ["verify", "--lines", "--jobs", jobs];
        let run = run(&args, &[("JWT_SECRET", "short")], input.as_bytes());
        assert_eq!(run.code, 0);
        let lines: Vec<_> = run.stderr.lines().collect();
        assert_eq!(lines.len(), 4, "{}", run.stderr);
        assert!(lines[0].starts_with("warning: line 1: the secret is short"));
        assert!(lines[2].starts_with("warning: line 1: claim \"exp\" looks like milli"));
        assert_eq!(lines[3], "20000 accepted, 0 rejected");
    }
}

/// Streams a block so many times through a run, and says how it ended and the most memory it held,
/// in KiB.
#[cfg(target_os = "linux")]
fn memory(args: &[&str], block: &[u8], times: u64) -> (Option<i32>, u64) {
    let mut child = command(args, &ENV)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    for _ in 0..times {
        stdin.write_all(block).expect("it reads");
    }
    // What was written last is read by now, but for what fits into the pipe.
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    let status = status.expect("the process is there");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.trim().strip_suffix(" kB"));
    let peak = peak.and_then(|peak| peak.trim().parse().ok());
    drop(stdin);
    let status = child.wait().expect("it ends");
    (status.code(), peak.expect("a number of KiB"))
}

#[cfg(target_os = "linux")]
#[track_caller]
fn flat(args: &[&str], block: &[u8], times: u64, code: i32) {
    let (ended, peak) = memory(args, block, times);
    assert_eq!(ended, Some(code), "{args:?}");
    assert!(peak < MOST_MEMORY, "{args:?} held {peak} KiB");
}

/// Ten million tokens, with `JWT_TEST_LINES=10000000`, take a release build; the default shows growth
/// as well: what a run kept of every token would be more than the limit.
#[cfg(target_os = "linux")]
#[test]
fn many_tokens_take_constant_memory() {
    const BLOCK: u64 = 1000;
    let count = std::env::var("JWT_TEST_LINES").map_or(200_000, |count| {
        count.parse().expect("JWT_TEST_LINES is a number")
    });
    let claim = "x".repeat(300);
    let token = signed(HEADER, &format!("{{\"a\":\"{claim}\"}}")) + "\n";
    let block = token.repeat(1000);
    flat(
        &["verify", "--lines", "--jobs", "4"],
        block.as_bytes(),
        count / BLOCK,
        0,
    );
}

#[cfg(target_os = "linux")]
#[test]
fn one_endless_line_takes_constant_memory() {
    for args in [
        &["verify", "--lines"][..],
        &["verify", "--lines", "--find"],
        &["decode", "--lines", "--jobs", "1"],
        &["sign", "--lines"],
    ] {
        flat(args, &vec![b'a'; LONGEST], 80, 3);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn many_longest_tokens_take_constant_memory() {
    let numbers = "0,".repeat(390_000);
    let token = signed(HEADER, &format!("{{\"a\":[{numbers}0]}}"));
    assert!(token.len() < LONGEST);
    flat(
        &["verify", "--lines", "--json", "--jobs", "2"],
        token.as_bytes(),
        1,
        0,
    );
}

/// Their reports are a hundred times as long as they are.
#[cfg(target_os = "linux")]
#[test]
fn short_lines_take_constant_memory() {
    let args = ["verify", "--lines", "--json", "--jobs", "4"];
    flat(&args, &b"a\n".repeat(20_000), 10, 3);
    let small = "eyJhbGciOjB9.. ".repeat(50_000) + "\n";
    let args = ["verify", "--lines", "--find", "--json", "--jobs", "4"];
    flat(&args, small.as_bytes(), 2, 3);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_an_input() {
    let folder = Folder::new("pipe");
    let path = folder.join("pipe");
    let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo");
    assert!(made.success());
    let mut child = start(&mut command(&["verify", "--lines", "--input", &path], &ENV));
    let pipe = std::fs::File::options().write(true).open(&path);
    writeln!(pipe.expect("a reader"), "{}", signed(HEADER, "{}")).expect("it reads");
    let output = in_time(move || {
        drop(child.stdin.take());
        child.wait_with_output().expect("it ends")
    });
    assert_eq!(output.stdout, b"{}\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_was_signed_line_by_line_verifies_line_by_line() {
    let claims = (0..3000).map(|i| format!("{{\"n\":{i}}}"));
    let claims = claims.collect::<Vec<_>>().join("\n");
    let signed = run(
        &["sign", "--lines", "--expires-in", "1h", "--no-iat"],
        &ENV,
        claims.as_bytes(),
    );
    assert_eq!(signed.code, 0, "{}", signed.stderr);
    let verified = verify_lines(&["--get", "n"], &signed.stdout);
    let numbers: Vec<_> = (0..3000).map(|i| i.to_string()).collect();
    assert!(text(&verified.stdout).lines().eq(numbers));
}

#[cfg(unix)]
#[test]
fn an_input_that_is_the_output_too_is_refused() {
    let folder = Folder::new("output");
    let path = folder.file("tokens.txt", numbered(3));
    let before = fs::read(&path).expect("the file");
    for from_stdin in [true, false] {
        let mut jwt = if from_stdin {
            let mut jwt = command(&["verify", "--lines"], &ENV);
            jwt.stdin(fs::File::open(&path).expect("the file"));
            jwt
        } else {
            command(&["verify", "--lines", "--input", &path], &ENV)
        };
        let output = fs::OpenOptions::new().append(true).open(&path);
        let output = jwt.stdout(output.expect("the file")).output();
        let output = output.expect("it ends");
        assert_eq!(output.status.code(), Some(2));
        let stderr = text(&output.stderr);
        assert!(stderr.contains("is both input and output"), "{stderr}");
        assert_eq!(fs::read(&path).expect("the file"), before);
    }
}

#[test]
fn inputs_with_long_names_are_told_apart() {
    let folder = Folder::new("names");
    let name = |part| format!("part-{part:05}-1f2b3c4d-aaaa-bbbb-cccc-1234567890ab-c000.txt");
    let paths = [0, 1].map(|part| folder.file(&name(part), b"nonsense\n"));
    let run = verify_lines(&["--input", &paths[0], "--input", &paths[1]], b"");
    for path in paths {
        assert!(
            run.stderr.contains(&format!("{path}: line 1: ")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn the_name_of_an_input_cannot_forge_a_line() {
    let folder = Folder::new("forged");
    let forged = folder.file("a\nline 9: accepted \u{202e}", b"nonsense\n");
    let other = folder.file("b", b"");
    let run = verify_lines(&["--input", &forged, "--input", &other], b"");
    assert!(
        run.stderr
            .contains("a\\nline 9: accepted \\u202e: line 1: "),
        "{}",
        run.stderr
    );
}

#[test]
fn warnings_stand_where_their_lines_do() {
    let odd = signed(HEADER, r#"{"exp":4000000000000}"#);
    let run = verify_lines(&[], format!("nonsense\n{odd}\nnonsense\n").as_bytes());
    let mut told = run.stderr.lines();
    for start in [
        "line 1: expected",
        "warning: line 2: claim \"exp\"",
        "line 3: expected",
    ] {
        let line = told.next().expect("a line");
        assert!(line.starts_with(start), "{line}");
    }
}
