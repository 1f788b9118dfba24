//! Small servers that do what no real program can be asked to: stay silent, reset, close without a word, keep what they were sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// How long a peer stays with a connection.
const PATIENCE: Duration = Duration::from_secs(8);
/// The longest message that is read.
const LONGEST: usize = 4 * 1024 * 1024;

/// What a peer does with each connection.
#[derive(Clone, Copy)]
pub enum Peer {
    /// Reads and never answers.
    Silent,
    /// Resets once something has come: a socket closed with unread data sends RST.
    Resets,
    /// Reads what comes first, then closes.
    Closes,
    /// Passes the first bytes each way on to another port, and resets at the client's next ones.
    ResetsLater(u16),
}

/// Listens on a port, for IPv4 and IPv6, and serves each connection in a thread until the program ends.
pub fn serve(port: u16, each: impl Fn(TcpStream) + Clone + Send + 'static) -> Result<()> {
    let listener = TcpListener::bind(("::", port)).with_context(|| format!("listening on port {port}"))?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let each = each.clone();
            let _ = stream.set_read_timeout(Some(PATIENCE));
            thread::spawn(move || each(stream));
        }
    });
    Ok(())
}

pub fn start(port: u16, peer: Peer) -> Result<()> {
    serve(port, move |mut stream| {
        let mut bytes = [0; 4096];
        match peer {
            Peer::Silent => while stream.read(&mut bytes).is_ok_and(|read| read > 0) {},
            Peer::Resets => {
                let _ = stream.peek(&mut bytes);
            }
            Peer::Closes => {
                let _ = stream.read(&mut bytes);
            }
            Peer::ResetsLater(port) => {
                let _ = relay(&mut stream, port);
                let _ = stream.peek(&mut bytes);
            }
        }
    })
}

/// One message there and what comes back.
fn relay(client: &mut TcpStream, port: u16) -> std::io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    server.set_read_timeout(Some(Duration::from_millis(300)))?;
    let mut bytes = [0; 16 * 1024];
    let read = client.read(&mut bytes)?;
    server.write_all(bytes.get(..read).unwrap_or_default())?;
    while let Ok(read @ 1..) = server.read(&mut bytes) {
        client.write_all(bytes.get(..read).unwrap_or_default())?;
    }
    Ok(())
}

/// A name server that never answers.
pub fn silent_name_server(address: &str) -> Result<()> {
    let socket = UdpSocket::bind(address)?;
    thread::spawn(move || while socket.recv_from(&mut [0; 512]).is_ok() {});
    Ok(())
}

/// Answers 200 on each of the ports, and hands over the port and the bytes of every request.
pub fn keep(ports: &[u16]) -> Result<Receiver<(u16, Vec<u8>)>> {
    let (kept, received) = channel();
    for port in ports.iter().copied() {
        let kept = kept.clone();
        serve(port, move |mut stream| {
            let bytes = message(&mut stream);
            // A connection that was only tried, to see whether somebody listens.
            if bytes.is_empty() {
                return;
            }
            // Before the answer, so that it is there when the client has ended.
            let _ = kept.send((port, bytes));
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        })?;
    }
    Ok(received)
}

/// A server that answers 200 with its name and the target that it was asked for, a line each.
pub fn named(port: u16, name: &'static str) -> Result<()> {
    serve(port, move |mut stream| {
        // A proxy may keep the connection for its next request.
        loop {
            let bytes = message(&mut stream);
            let text = String::from_utf8_lossy(&bytes);
            let Some(target) = text.split(' ').nth(1) else { return };
            let body = format!("{name}\n{target}\n");
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    })
}

/// Sends bytes to a port and gives what comes back until the connection ends or nothing comes for a while.
pub fn exchange(port: u16, bytes: &[u8], patience: Duration) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(patience))?;
    // A server may have refused and closed before it has read all.
    let _ = stream.write_all(bytes);
    let mut all = Vec::new();
    let mut part = [0; 16 * 1024];
    while let Ok(read @ 1..) = stream.read(&mut part) {
        all.extend_from_slice(part.get(..read).unwrap_or_default());
    }
    Ok(String::from_utf8_lossy(&all).into_owned())
}

/// The status and the reason phrase of a response; none where there is no response.
pub fn status(response: &str) -> (Option<u16>, String) {
    let line = response.lines().next().unwrap_or_default();
    let mut words = line.splitn(3, ' ').skip(1);
    let status = words.next().and_then(|status| status.parse().ok());
    (status, words.next().unwrap_or_default().to_owned())
}

/// Reads one whole request.
pub fn message(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    let mut bytes = [0; 16 * 1024];
    while !is_whole(&all) && all.len() < LONGEST {
        match stream.read(&mut bytes) {
            Ok(read @ 1..) => all.extend_from_slice(bytes.get(..read).unwrap_or_default()),
            _ => break,
        }
    }
    all
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name).map(str::trim));
    if value("transfer-encoding:").is_some() {
        // The last chunk, and trailers where there are some.
        return body.ends_with("\r\n\r\n") && (body.starts_with("0\r\n") || body.contains("\r\n0\r\n"));
    }
    let body = bytes.len() - (text.len() - body.len()).min(bytes.len());
    value("content-length:").and_then(|length| length.parse().ok()).is_none_or(|length: usize| body >= length)
}
