//! A run is the same natively and in wasm: the module, built as for a page, in an interpreter.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

use wasmi::{Engine, Error, ExternType, Instance, Linker, Module, Store, TypedFunc, WasmParams, WasmResults};

const TARGET: &str = "wasm32-unknown-unknown";

/// The module at work.
struct Worker {
    store: Store<()>,
    instance: Instance,
}

impl Worker {
    fn build() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let build = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--package", "gauntlet-traffic", "--target", TARGET])
            .current_dir(&root)
            .status();
        assert!(build.unwrap().success(), "no module: `cargo xtask setup` adds the target {TARGET}");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
        let bytes = std::fs::read(target.join(TARGET).join("release/gauntlet_traffic.wasm")).unwrap();
        let engine = Engine::default();
        let module = Module::new(&engine, &bytes[..]).unwrap();
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        for import in module.imports() {
            let ExternType::Func(of) = import.ty() else { panic!("{import:?}") };
            let never = |_: wasmi::Caller<'_, ()>, _: &[wasmi::Val], _: &mut [wasmi::Val]| {
                Err(Error::new("only a browser has this"))
            };
            linker.func_new(import.module(), import.name(), of.clone(), never).unwrap();
        }
        let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
        Self { store, instance }
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, with: P) -> R {
        // An exported function's name may go on with a mark of wasm-bindgen's.
        let begin = format!("{name}_");
        let found = self
            .instance
            .exports(&self.store)
            .find(|one| one.name() == name || one.name().starts_with(&begin));
        let function: TypedFunc<P, R> =
            found.and_then(wasmi::Export::into_func).unwrap().typed(&self.store).unwrap();
        function.call(&mut self.store, with).unwrap()
    }

    fn numbers(&mut self, kind: i32) -> Vec<f64> {
        let count: i32 = self.call("tell", (kind,));
        let address: i32 = self.call("numbers", ());
        let memory = self.instance.get_memory(&self.store, "memory").unwrap();
        let mut bytes = vec![0; count as usize * 8];
        memory.read(&self.store, address as usize, &mut bytes).unwrap();
        bytes.chunks_exact(8).map(|eight| f64::from_le_bytes(eight.try_into().unwrap())).collect()
    }
}

fn native(kind: u32) -> Vec<f64> {
    let count = gauntlet_traffic::tell(kind);
    gauntlet_traffic::copied().into_iter().take(count).collect()
}

/// The kind of a command, its target and how much; each a second after the one before.
const COMMANDS: [(u32, u32, u32); 12] = [
    (0, 0, 0),
    (5, 0, 0),
    (2, 2, 400),
    (9, 7, 1_000),
    (14, 0, 1),
    (10, 1, 0),
    (1, 3, 0),
    (12, 443, 1),
    (12, 443, 0),
    (8, 0, 0),
    (17, 0, 1),
    (19, 2, 0),
];

#[test]
fn a_run_is_the_same_natively_and_in_wasm() {
    let mut worker = Worker::build();
    for seed in [7.0, 1.0] {
        assert_eq!(worker.call::<_, i32>("start", (0_i32, seed)), 0);
        assert_eq!(gauntlet_traffic::start(0, seed), 0);
        for (at, (kind, target, value)) in COMMANDS.into_iter().enumerate() {
            let moment = (at + 1) as f64 * 1e6;
            let with = (moment, kind as i32, target as i32, value as i32);
            assert_eq!(worker.call::<_, i32>("command", with), 0);
            assert_eq!(gauntlet_traffic::command(moment, kind, target, value), 0);
        }
        let mut hashes = std::collections::BTreeSet::new();
        // Forward, back, and forward again.
        for moment in [0.5e6, 3.2e6, 2.0e6, 13e6] {
            worker.call::<_, ()>("seek", (moment,));
            gauntlet_traffic::seek(moment);
            let hash = worker.call::<_, i64>("hash", ()) as u64;
            assert_eq!(hash, gauntlet_traffic::hash(), "seed {seed}, {moment} µs");
            hashes.insert(hash);
            for kind in 0..8 {
                assert_eq!(worker.numbers(kind as i32), native(kind), "seed {seed}, numbers {kind}");
            }
        }
        assert_eq!(hashes.len(), 4);
        assert!(native(0)[1] > 9_000.0, "{:?}", native(0));
    }
    let (in_wasm, natively) =
        (worker.call::<_, f64>("queue", (20_000_i32, 7.0)), gauntlet_traffic::queue(20_000, 7.0));
    assert_eq!(in_wasm.to_bits(), natively.to_bits());
}

#[test]
fn what_is_wrong_is_told() {
    let said = |length: usize| {
        assert!(length > 0);
        gauntlet_traffic::copied_text()
    };
    assert!(said(gauntlet_traffic::command(0.0, 99, 0, 0)).contains("found 99"));
    let put = |text: &str| gauntlet_traffic::put(text);
    put("{}");
    assert!(said(gauntlet_traffic::start(2, 7.0)).contains("expected"));
    put(r#"{"sources": []}"#);
    assert!(said(gauntlet_traffic::start(0, 7.0)).contains("/sources"));
}
