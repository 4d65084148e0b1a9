//! A provider on loopback, in the tests' own process: HTTP/1.1 in threads, with real TLS where it is
//! asked for. It answers as it is told, good or bad, and remembers what it was asked.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A private authority that issues certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        let issuer = Issuer::new(params, key);
        Self { issuer, pem }
    }

    fn server(&self, name: &str) -> Arc<ServerConfig> {
        self.server_until(name, 4096)
    }

    /// A server's certificate that ends with a year.
    fn server_until(&self, name: &str, year: i32) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Self::config(&certificate, &key)
    }

    fn config(certificate: &Certificate, key: &KeyPair) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key);
        Arc::new(config.expect("a certificate with its key"))
    }
}

/// What is answered at a path.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Announced in place of the body's own length.
    length: Option<usize>,
    /// Before each byte of the body.
    pause: Option<Duration>,
}

impl Reply {
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200, body)
    }

    pub(crate) fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            length: None,
            pause: None,
        }
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::status(302, "").with("Location", location)
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn with_length(self, length: usize) -> Self {
        let length = Some(length);
        Self { length, ..self }
    }

    pub(crate) fn slowly(self, pause: Duration) -> Self {
        let pause = Some(pause);
        Self { pause, ..self }
    }

    /// Not modified, where the asker has what this is.
    fn for_tag(&self, tag: Option<&str>) -> Self {
        let own = self.headers.iter().find(|(name, _)| *name == "ETag");
        match own {
            Some((_, own)) if Some(own.as_str()) == tag => Self {
                status: 304,
                body: Vec::new(),
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    fn send(&self, stream: &mut dyn Write) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {} Answer\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").expect("a string");
        }
        let length = self.length.unwrap_or(self.body.len());
        write!(head, "Content-Length: {length}\r\n\r\n").expect("a string");
        stream.write_all(head.as_bytes())?;
        match self.pause {
            None => stream.write_all(&self.body)?,
            Some(pause) => {
                for byte in &self.body {
                    thread::sleep(pause);
                    stream.write_all(&[*byte])?;
                    stream.flush()?;
                }
            }
        }
        stream.flush()
    }
}

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
}

#[derive(Default)]
struct State {
    replies: HashMap<String, Reply>,
    requests: Vec<Request>,
}

/// A provider that listens.
pub(crate) struct Provider {
    scheme: &'static str,
    host: &'static str,
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Provider {
    /// Without TLS.
    pub(crate) fn plain() -> Self {
        Self::listen("http", "127.0.0.1", None)
    }

    /// With a certificate for `localhost`.
    pub(crate) fn secure(authority: &Authority) -> Self {
        Self::listen("https", "localhost", Some(authority.server("localhost")))
    }

    /// With a certificate for another name.
    pub(crate) fn misnamed(authority: &Authority) -> Self {
        let config = authority.server("login.example");
        Self::listen("https", "localhost", Some(config))
    }

    /// With a certificate that ended long ago.
    pub(crate) fn expired(authority: &Authority) -> Self {
        let config = authority.server_until("localhost", 2020);
        Self::listen("https", "localhost", Some(config))
    }

    /// With a certificate of its own that is an authority's, like `openssl req -x509` makes, and that
    /// certificate.
    pub(crate) fn self_signed() -> (Self, String) {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        let config = Authority::config(&certificate, &key);
        let provider = Self::listen("https", "localhost", Some(config));
        (provider, certificate.pem())
    }

    fn listen(scheme: &'static str, host: &'static str, config: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        // It ends with the tests' process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (state, config) = (Arc::clone(&shared), config.clone());
                // Whoever asked may have gone; that is no failure of the provider.
                thread::spawn(move || match config {
                    None => answer(stream, &state),
                    Some(config) => {
                        let connection = ServerConnection::new(config).expect("a connection");
                        answer(StreamOwned::new(connection, stream), &state)
                    }
                });
            }
        });
        Self {
            scheme,
            host,
            port,
            state,
        }
    }

    /// Its address, without a path.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}:{}", self.scheme, self.host, self.port)
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url())
    }

    /// Answers like this from now on.
    pub(crate) fn reply(&self, path: &str, reply: Reply) {
        let mut state = self.state.lock().expect("the state");
        state.replies.insert(path.to_owned(), reply);
    }

    /// The paths that were asked for since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        let requests = self.requests();
        requests.into_iter().map(|request| request.path).collect()
    }

    /// What was asked since the last call.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut state = self.state.lock().expect("the state");
        std::mem::take(&mut state.requests)
    }
}

fn answer(mut stream: impl Read + Write, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(&mut stream).lines();
    let Some(Ok(first)) = lines.next() else {
        return Reply::status(400, "no HTTP").send(&mut stream);
    };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = HashMap::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let tag = headers.get("if-none-match").cloned();
    let reply = {
        let mut state = state.lock().expect("the state");
        let reply = state.replies.get(&path).cloned();
        state.requests.push(Request { path, headers });
        reply.unwrap_or_else(|| Reply::status(404, "nothing here"))
    };
    reply.for_tag(tag.as_deref()).send(&mut stream)
}

/// A port on which nobody listens.
pub(crate) fn unused_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Listens, reads and never answers.
pub(crate) fn silent() -> (u16, thread::JoinHandle<Option<TcpStream>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let hold = thread::spawn(move || listener.accept().ok().map(|(stream, _)| stream));
    (port, hold)
}

/// A proxy that answers a byte at a time, and never comes to an end.
pub(crate) fn dripping(pause: Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        stream.write_all(b"HTTP/1.1 200 ")?;
        loop {
            thread::sleep(pause);
            stream.write_all(b"x")?;
        }
    });
    port
}
