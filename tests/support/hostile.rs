//! Tokens that somebody made to be taken for others, to break a reader, or that just went wrong; and
//! a few that are good. None holds a line break.

use super::{HEADER, SECRET, encode, forge, signed};

/// The moment at which the times of these tokens are meant, in seconds since 1970.
pub(crate) const NOW: i64 = 1_800_000_000;

/// Each of them once, good ones among them.
pub(crate) fn tokens() -> Vec<Vec<u8>> {
    let mut all = good();
    all.extend(headers());
    all.extend(payloads());
    all.extend(spellings());
    all.extend(pasted());
    let mut tokens: Vec<Vec<u8>> = all.into_iter().map(String::into_bytes).collect();
    let secret = SECRET.as_bytes();
    let header = HEADER.as_bytes();
    tokens.push(forge(header, b"{\"a\":\"\xff\"}", secret).into_bytes());
    tokens.push(forge(header, b"\xef\xbb\xbf{}", secret).into_bytes());
    tokens.push(forge(b"{\"alg\":\"HS256\",\"x\":\"\xc0\xaf\"}", b"{}", secret).into_bytes());
    tokens.push(forge(header, b"{}", b"another secret, another secret, another").into_bytes());
    tokens.push(forge(header, b"{}", b"").into_bytes());
    tokens.push(b"\xff\xfe.\x80.\x00".to_vec());
    tokens.push([&[0xff][..], signed(HEADER, "{}").as_bytes()].concat());
    tokens.push([signed(HEADER, "{}").as_bytes(), b"\0"].concat());
    tokens.push(vec![b'.'; 100_000]);
    tokens.push(vec![b'a'; 1_100_000]);
    assert!(tokens.iter().all(|token| !token.contains(&b'\n')));
    tokens
}

fn good() -> Vec<String> {
    let mut good = vec![
        signed(HEADER, "{}"),
        signed(r#"{"alg":"HS256"}"#, r#"{"sub":"a","aud":"api","iss":"i"}"#),
        signed(
            HEADER,
            r#"{"sub":"a","aud":["x","api"],"iss":"i","iat":1799999999}"#,
        ),
        signed(r#"{"alg":"HS256","kid":"one"}"#, r#"{"n":1.50,"e":1e2}"#),
        signed(
            r#"{ "alg" : "HS256" , "typ":"at+jwt" }"#,
            "{ \"a\" : [ 1 , 2 ] }",
        ),
        signed("{\"alg\":\"HS256\"\n}", "{\n\"a\":1\r\n}"),
    ];
    // More headers than any reader would keep.
    good.extend((0..40).map(|i| signed(&format!(r#"{{"alg":"HS256","x":{i}}}"#), "{\"a\":1}")));
    let large = "x".repeat(5000);
    good.push(signed(&format!(r#"{{"alg":"HS256","x":"{large}"}}"#), "{}"));
    good.push(signed(HEADER, &format!(r#"{{"x":"{large}"}}"#)));
    let names: Vec<String> = (0..300)
        .map(|i| format!("\"n{i}\":{{\"m\":{i}}}"))
        .collect();
    good.push(signed(HEADER, &format!("{{{}}}", names.join(","))));
    good
}

fn headers() -> Vec<String> {
    let mut tokens = Vec::new();
    for alg in ["none", "None", "nOnE", " none", "none\\u0020", "\\u006eone"] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        tokens.push(format!("{}.{}.", encode(&header), encode("{}")));
        tokens.push(signed(&header, "{}"));
    }
    for alg in [
        r#""hs256""#,
        r#""HS256 ""#,
        r#""HS256\u0000""#,
        r#""HS384""#,
        r#""HS512""#,
        r#""RS256""#,
        r#""ES256""#,
        r#""EdDSA""#,
        r#""ML-DSA-44""#,
        r#""""#,
        "null",
        "256",
        r#"["HS256"]"#,
        r#""x\nerror: all is well\u001b[2J\u202e""#,
    ] {
        tokens.push(signed(&format!(r#"{{"alg":{alg}}}"#), "{}"));
    }
    for header in [
        "",
        "{}",
        "[]",
        "null",
        "{",
        r#"{"alg":"HS256""#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","\u0061lg":"none"}"#,
        r#"{"alg":"HS256","x":{"a":1,"a":2}}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":["alg"]}"#,
        r#"{"alg":"HS256","crit":"exp"}"#,
        r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":"HS256","enc":"A256GCM"}"#,
        r#"{"alg":"HS256","zip":"DEF"}"#,
        r#"{"alg":"HS256","kid":1}"#,
        r#"{"alg":"HS256","kid":"two"}"#,
        r#"{"alg":"HS256","kid":"../../dev/null"}"#,
        r#"{"alg":"HS256","kid":"bad"}"#,
        r#"{"alg":"HS256","jku":"https://attacker.example/jwks.json"}"#,
        r#"{"alg":"HS256","typ":1}"#,
        r#"{"alg":"HS256"} {}"#,
    ] {
        tokens.push(signed(header, "{}"));
    }
    let deep = format!("{}0{}", "[".repeat(5000), "]".repeat(5000));
    tokens.push(signed(&format!(r#"{{"alg":"HS256","a":{deep}}}"#), "{}"));
    tokens
}

fn payloads() -> Vec<String> {
    let mut payloads: Vec<String> = [
        "",
        "[]",
        "\"x\"",
        "null",
        "1",
        "{} {}",
        "{",
        "{\"a\":}",
        "{\"a\":\"\\ud800\"}",
        r#"{"role":"user","role":"admin"}"#,
        r#"{"role":"user","\u0072ole":"admin"}"#,
        r#"{"a":[{"b":{"c":1,"c":2}}]}"#,
        r#"{"$serde_json::private::RawValue":"{\"role\":\"admin\"}"}"#,
        r#"{"$serde_json::private::Number":"1"}"#,
        r#"{"exp":1799999999}"#,
        r#"{"exp":1800000000}"#,
        r#"{"exp":1800000001,"sub":"a"}"#,
        r#"{"exp":1799999970.5,"sub":"a","aud":"api","iss":"i"}"#,
        r#"{"exp":1799999900,"sub":"a","aud":"api","iss":"i"}"#,
        r#"{"exp":1800003600000}"#,
        r#"{"exp":1e300}"#,
        r#"{"nbf":1800000001}"#,
        r#"{"nbf":1800000001,"exp":1}"#,
        r#"{"nbf":1e308}"#,
        r#"{"iat":1800000001}"#,
        r#"{"iat":1}"#,
        r#"{"aud":"web"}"#,
        r#"{"aud":[],"sub":"a","iss":"i"}"#,
        r#"{"aud":[1,"api"]}"#,
        r#"{"aud":{"api":1}}"#,
        r#"{"aud":"web","exp":1}"#,
        r#"{"iss":1,"sub":["a"]}"#,
        r#"{"n":123456789012345678901234567890.000000000000000000000001e-5}"#,
    ]
    .map(str::to_owned)
    .into();
    for name in ["exp", "nbf", "iat"] {
        for time in [
            "\"9999999999\"",
            "null",
            "1e400",
            "-1e400",
            "true",
            "NaN",
            "01",
            "+1",
        ] {
            payloads.push(format!(r#"{{"{name}":{time}}}"#));
        }
    }
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        for depth in [126, 127, 128, 5000] {
            let deep = format!("{}0{}", open.repeat(depth), close.repeat(depth));
            payloads.push(format!(r#"{{"a":{deep}}}"#));
        }
    }
    let tokens = payloads.iter().map(|payload| signed(HEADER, payload));
    tokens.collect()
}

fn spellings() -> Vec<String> {
    let good = signed(HEADER, r#"{"a":"???>>>"}"#);
    let (input, signature) = good.rsplit_once('.').expect("a dot");
    let (header, payload) = input.split_once('.').expect("a dot");
    let respelled = |part: &str| {
        let (rest, last) = part.split_at(part.len() - 1);
        format!("{rest}{}", char::from(last.as_bytes()[0] + 1))
    };
    vec![
        good.replace('-', "+").replace('_', "/"),
        format!("{good}="),
        good.replacen('.', "=.", 1),
        good.replacen('.', " .", 1),
        good.replacen('.', "\t.", 1),
        good.replacen('.', "\0.", 1),
        good.replacen('.', "\r.", 1),
        good.replacen('.', "\u{200b}.", 1),
        format!("{header}.{}.{signature}", respelled(payload)),
        format!("{input}.{}", respelled(signature)),
        format!("{input}."),
        format!("{input}.{}", encode([0; 32])),
        format!("{input}.{}", &signature[..40]),
        format!("{input}.AAAA{signature}"),
        format!(".{payload}.{signature}"),
        format!("{header}..{signature}"),
        ".".to_owned(),
        "..".to_owned(),
        "....".to_owned(),
        "a".to_owned(),
        input.to_owned(),
        format!("{good}."),
        format!("{good}.{good}"),
        format!(".{good}"),
        format!("{good}~"),
        format!("{good}~WyJzYWx0IiwiYSIsMV0~"),
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC".to_owned(),
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
        format!(r#"{{"":"{good}"}}"#),
        format!(r#"["{good}"]"#),
    ]
}

fn pasted() -> Vec<String> {
    let good = signed(HEADER, r#"{"pasted":true}"#);
    vec![
        format!("  {good}\t\r"),
        format!("Bearer {good}"),
        format!("Authorization: Bearer {good}"),
        format!("\"{good}\""),
        format!("'{good}'"),
        format!("\"\"{good}\"\""),
        format!("Bearer Bearer {good}"),
        format!("Bearer{good}"),
        format!("\u{feff}{good}"),
        format!(" \u{feff}{good}"),
        format!("{good}\u{feff}"),
        format!("\u{c}{good}\u{b}"),
        format!("{good},"),
        "\"\"".to_owned(),
        "Bearer ".to_owned(),
        "Authorization:".to_owned(),
        "\u{feff}".to_owned(),
        "\"".to_owned(),
    ]
}
