//! The module, built as for a page, in an interpreter that counts.

use std::path::Path;
use std::process::Command;

use wasmi::{CompilationMode, Config, Engine, Error, ExternType, Func, Instance, Linker, Module, Store};

use crate::worst::{Input, Job};

/// What is compiled.
const TARGET: &str = "wasm32-unknown-unknown";

/// More than any input may take.
const FUEL: u64 = 1 << 50;

/// Counts what inputs cost.
pub struct Counter {
    engine: Engine,
    module: Module,
}

impl Counter {
    /// Builds the module.
    pub fn build() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let build = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--package", "gauntlet-budget", "--target", TARGET])
            .current_dir(&root)
            .status();
        assert!(build.unwrap().success(), "no module: `cargo xtask setup` adds the target {TARGET}");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
        let file = target.join(TARGET).join("release/gauntlet_budget.wasm");
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut config = Config::default();
        config.consume_fuel(true).compilation_mode(CompilationMode::Eager);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, &bytes[..]).unwrap();
        Self { engine, module }
    }

    /// How many instructions an input takes, from its text to the answer's.
    pub fn count(&self, input: &Input) -> u64 {
        self.run(input).0
    }

    /// What a job writes.
    pub fn written(&self, input: &Input) -> Vec<u8> {
        self.run(input).1
    }

    /// The instructions, and the output of jobs that have one.
    fn run(&self, input: &Input) -> (u64, Vec<u8>) {
        let mut store = Store::new(&self.engine, ());
        store.set_fuel(FUEL).unwrap();
        let mut linker = Linker::new(&self.engine);
        for import in self.module.imports() {
            let ExternType::Func(of) = import.ty() else { panic!("{import:?}") };
            let never = |_: wasmi::Caller<'_, ()>, _: &[wasmi::Val], _: &mut [wasmi::Val]| {
                Err(Error::new("only a browser has this"))
            };
            linker.func_new(import.module(), import.name(), of.clone(), never).unwrap();
        }
        let instance = linker.instantiate_and_start(&mut store, &self.module).unwrap();
        let bytes = [&input.one[..], &input.other].concat();
        let room = named(&instance, &store, "room").typed::<u32, u32>(&store).unwrap();
        let address = room.call(&mut store, u32::try_from(bytes.len()).unwrap()).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        memory.write(&mut store, address as usize, &bytes).unwrap();
        let work = named(&instance, &store, "work").typed::<(u32, u32), u32>(&store).unwrap();
        let before = store.get_fuel().unwrap();
        let first = u32::try_from(input.one.len()).unwrap();
        let answer = work.call(&mut store, (input.job as u32, first));
        let length = answer.unwrap_or_else(|error| panic!("{}: {error}", input.name));
        assert!(length > 0, "{}", input.name);
        let count = before - store.get_fuel().unwrap();
        if !matches!(input.job, Job::Traced) {
            return (count, Vec::new());
        }
        let address = named(&instance, &store, "written").typed::<(), u32>(&store).unwrap();
        let address = address.call(&mut store, ()).unwrap();
        let mut written = vec![0; length as usize];
        memory.read(&store, address as usize, &mut written).unwrap();
        (count, written)
    }
}

/// An exported function: its name goes on with a mark of wasm-bindgen's.
fn named(instance: &Instance, store: &Store<()>, name: &str) -> Func {
    let begin = format!("{name}_");
    let found = instance.exports(store).find(|export| export.name().starts_with(&begin));
    found.and_then(wasmi::Export::into_func).unwrap()
}
