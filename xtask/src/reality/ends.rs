//! One end of the recorded network, as a process in its own namespace. It opens connections and serves them as standard input tells
//! it to, and writes to standard output how each one ended.
//!
//! A server tells each client which address and port it sees, so the client's end knows its public address.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use socket2::{Domain, Protocol, Socket, Type};

/// How long an end waits for a packet.
const PATIENCE: Duration = Duration::from_millis(400);
/// How long it waits for a connection: longer than the second after which TCP sends its first packet again. Nothing takes time here,
/// so the first one's refusal can come while the call that sent it still holds the socket, and IPv6 then ignores it.
const CONNECTS: Duration = Duration::from_millis(1_300);

/// An open TCP connection, or a UDP socket that talks to one address.
enum Open {
    Tcp(TcpStream),
    Udp(UdpSocket),
}

#[derive(Default)]
struct End {
    /// By the names that the recorder gave them.
    open: HashMap<String, Open>,
    /// What it listens on in UDP.
    sockets: HashMap<SocketAddr, UdpSocket>,
    /// The connections that it took, by its own address and the other's.
    taken: Arc<Mutex<HashMap<(SocketAddr, SocketAddr), TcpStream>>>,
}

/// Does what each line says until the input ends.
///
/// # Errors
/// Where standard input or output fails.
pub fn run() -> Result<()> {
    let mut end = End::default();
    for line in std::io::stdin().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        let says = end.told(&words).unwrap_or_else(|error| format!("error {error:#}"));
        println!("{says}");
        std::io::stdout().flush()?;
    }
    Ok(())
}

impl End {
    fn told(&mut self, words: &[&str]) -> Result<String> {
        match *words {
            ["listen", protocol, address] => self.listen(protocol, address.parse()?),
            ["open", name, protocol, from, to] => self.open(name, protocol, from.parse()?, to.parse()?),
            ["say", name] => {
                let open = self.open.get(name).with_context(|| format!("{name} is not open"))?;
                open.say()
            }
            ["close", name] => {
                if let Some(Open::Tcp(mut stream)) = self.open.remove(name) {
                    // Until the other has closed as well.
                    stream.shutdown(Shutdown::Write)?;
                    let _ = stream.read_to_end(&mut Vec::new());
                }
                Ok("closed".to_owned())
            }
            ["reset", name] => {
                if let Some(Open::Tcp(stream)) = self.open.remove(name) {
                    // A socket that may not linger ends its connection with RST.
                    Socket::from(stream).set_linger(Some(Duration::ZERO))?;
                }
                Ok("closed".to_owned())
            }
            ["send", protocol, from, to] => self.send(protocol, from.parse()?, to.parse()?),
            _ => bail!("`{}` means nothing", words.join(" ")),
        }
    }

    /// Serves an address, and tells each client which address it sees.
    fn listen(&mut self, protocol: &str, address: SocketAddr) -> Result<String> {
        if protocol == "UDP" {
            let socket = UdpSocket::bind(address).with_context(|| format!("listening on {address}"))?;
            self.sockets.insert(address, socket.try_clone()?);
            thread::spawn(move || {
                while let Ok((_, peer)) = socket.recv_from(&mut [0; 64]) {
                    let _ = socket.send_to(peer.to_string().as_bytes(), peer);
                }
            });
            return Ok("listening".to_owned());
        }
        let listener = TcpListener::bind(address).with_context(|| format!("listening on {address}"))?;
        let taken = Arc::clone(&self.taken);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve(stream, address, &taken);
            }
        });
        Ok("listening".to_owned())
    }

    fn open(&mut self, name: &str, protocol: &str, from: SocketAddr, to: SocketAddr) -> Result<String> {
        let udp = protocol == "UDP";
        let (kind, protocol) = if udp { (Type::DGRAM, Protocol::UDP) } else { (Type::STREAM, Protocol::TCP) };
        let socket = Socket::new(Domain::for_address(from), kind, Some(protocol))?;
        socket.set_reuse_address(true)?;
        socket.bind(&from.into()).with_context(|| format!("binding {from}"))?;
        let connected =
            if udp { socket.connect(&to.into()) } else { socket.connect_timeout(&to.into(), CONNECTS) };
        if let Err(error) = connected {
            return ending(&error);
        }
        socket.set_read_timeout(Some(PATIENCE))?;
        let open = if udp { Open::Udp(socket.into()) } else { Open::Tcp(socket.into()) };
        let says = if udp { open.say() } else { open.hear() }?;
        if says.starts_with("seen ") {
            self.open.insert(name.to_owned(), open);
        }
        Ok(says)
    }

    /// Sends a packet that nobody asked for.
    fn send(&self, protocol: &str, from: SocketAddr, to: SocketAddr) -> Result<String> {
        if protocol == "UDP" {
            let socket = self.sockets.get(&from).with_context(|| format!("{from} is not listened on"))?;
            socket.send_to(b"unasked", to)?;
        } else {
            let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let mut stream = taken.get(&(from, to)).with_context(|| format!("{to} never came to {from}"))?;
            stream.write_all(b"unasked\n")?;
        }
        Ok("sent".to_owned())
    }
}

/// Serves one connection: sends the client's address as a line at the start, and again for each line that comes.
fn serve(
    mut stream: TcpStream,
    address: SocketAddr,
    taken: &Mutex<HashMap<(SocketAddr, SocketAddr), TcpStream>>,
) -> Result<()> {
    let peer = stream.peer_addr()?;
    taken.lock().unwrap_or_else(PoisonError::into_inner).insert((address, peer), stream.try_clone()?);
    let told = format!("{peer}\n");
    stream.write_all(told.as_bytes())?;
    thread::spawn(move || {
        let mut bytes = [0; 64];
        while stream.read(&mut bytes).is_ok_and(|read| read > 0) && stream.write_all(told.as_bytes()).is_ok()
        {
        }
        // The copy for `send` keeps the socket open.
        let _ = stream.shutdown(Shutdown::Both);
    });
    Ok(())
}

impl Open {
    /// Sends something, and waits for the answer.
    fn say(&self) -> Result<String> {
        let sent = match self {
            Self::Tcp(stream) => (&mut &*stream).write_all(b"?\n"),
            Self::Udp(socket) => socket.send(b"?").map(|_| ()),
        };
        sent.map_or_else(|error| ending(&error), |()| self.hear())
    }

    /// Waits for the line that names the address that the server sees.
    fn hear(&self) -> Result<String> {
        let mut line = String::new();
        let heard = match self {
            Self::Tcp(stream) => BufReader::new(stream).read_line(&mut line).map(|_| ()),
            Self::Udp(socket) => {
                let mut bytes = [0; 64];
                socket.recv(&mut bytes).map(|read| {
                    line = String::from_utf8_lossy(bytes.get(..read).unwrap_or_default()).into_owned();
                })
            }
        };
        heard.map_or_else(|error| ending(&error), |()| Ok(format!("seen {}", line.trim())))
    }
}

/// What an error says of the network. Any other is the recorder's own.
fn ending(error: &std::io::Error) -> Result<String> {
    let ending = match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "silence",
        ErrorKind::ConnectionRefused => "refused",
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => "reset",
        ErrorKind::HostUnreachable => "host unreachable",
        ErrorKind::NetworkUnreachable => "network unreachable",
        ErrorKind::PermissionDenied => "prohibited",
        _ => bail!("{error}"),
    };
    Ok(ending.to_owned())
}
