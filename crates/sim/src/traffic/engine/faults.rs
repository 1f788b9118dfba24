//! What breaks, and how it recovers.

use std::sync::Arc;

use super::{Kind, Nanos, State, Step, What};
use crate::layer::reverse_proxy::upstream::Failure;
use crate::layer::service;
use crate::traffic::command::{Command, NodeFault, PodFault};
use crate::traffic::epoch::Epoch;
use gauntlet_scenario::model::NodeFailure;

const SECOND: Nanos = 1_000_000_000;
/// How long until the kubelet has seen that a container is gone, and the Service has forgotten it: it looks every second.
const NOTICED: Nanos = SECOND;
/// How many readiness probes in a row have to fail: Kubernetes' `failureThreshold`.
const PROBES: u64 = 3;
/// How long until Kubernetes gives up a node that says nothing: `node-monitor-grace-period`.
const GRACE: Nanos = 40 * SECOND;
/// How long a pod that dies again and again lives.
const LIVES: Nanos = 5 * SECOND;
/// The longest pause before a container is started again, and the first.
const PAUSES: (Nanos, Nanos) = (10 * SECOND, 300 * SECOND);

impl State {
    /// Does what a command says.
    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Pod(place, fault) if place < self.pods.len() => self.pod_fault(place, fault),
            Command::Node(place, fault) if place < self.nodes.len() => self.node_fault(place, fault),
            Command::Rate(source, permille) if source < self.senders.len() => {
                let sender = &mut self.senders[source];
                sender.permille = permille;
                sender.turn = sender.turn.wrapping_add(1);
                // An exponential gap has no memory: it may begin anew.
                self.tick_next(source);
            }
            Command::Rollout { service, probes } => self.roll(service, 0, probes),
            Command::Edit(edit, on) => {
                self.edits.retain(|one| *one != edit);
                if on {
                    self.edits.push(edit);
                }
                self.configure();
            }
            Command::Configure(scenario) if scenario < self.input.scenarios.len() => {
                self.base = scenario;
                self.configure();
            }
            Command::Send(call) => self.send(call, 0),
            _ => {}
        }
        self.stir(12 << 56 | self.commands as u64);
    }

    /// A new epoch: the scenario with all changes that hold.
    fn configure(&mut self) {
        let Some(mut scenario) = self.input.scenarios.get(self.base).cloned() else { return };
        self.edits.iter().for_each(|edit| edit.apply(&mut scenario));
        let input = Arc::clone(&self.input);
        let epoch = Epoch::of(scenario, &input.calls, &mut self.names);
        let gone: Vec<usize> =
            self.epoch.pods.iter().copied().filter(|pod| !epoch.pods.contains(pod)).collect();
        self.enter(&Arc::new(epoch));
        for pod in gone {
            self.drop_all(pod, Some(Failure::Closed));
        }
    }

    fn plan_pod(&mut self, place: usize, after: Nanos, step: Step) {
        let turn = self.pods[place].turn;
        self.events.plan(self.now.saturating_add(after), Kind::Any, What::Pod(place as u16, turn, step));
    }

    /// How long a container takes to start, and from there to its first probe.
    fn starts(&self) -> (Nanos, Nanos) {
        let work = self.input.mix.pods;
        (u64::from(work.start_ms) * 1_000_000, u64::from(work.probe_ms) * 1_000_000)
    }

    fn pod_fault(&mut self, place: usize, fault: PodFault) {
        let (_, probe) = self.starts();
        match fault {
            PodFault::Kill => self.die(place),
            PodFault::CrashLoop => {
                self.pods[place].loops = true;
                self.die(place);
            }
            PodFault::Slow(percent) => self.pods[place].percent = percent,
            PodFault::NotReady => self.plan_pod(place, PROBES * probe, Step::Forget),
            PodFault::Restore => {
                let pod = &mut self.pods[place];
                pod.turn = pod.turn.wrapping_add(1);
                (pod.percent, pod.loops, pod.crashes, pod.restarts) = (100, false, false, 0);
                let listens = std::mem::replace(&mut pod.listens, true);
                // One that never stopped to be ready, or works all the time, needs no probe.
                if !pod.ready || !listens {
                    self.plan_pod(place, probe, Step::Probe);
                }
            }
        }
    }

    /// A container dies, and is started again after a pause that doubles each time but the first.
    fn die(&mut self, place: usize) {
        let pod = &mut self.pods[place];
        pod.turn = pod.turn.wrapping_add(1);
        pod.listens = false;
        let (first, most) = PAUSES;
        let pause = match pod.restarts {
            0 => 0,
            again => (first << (again - 1).min(8)).min(most),
        };
        pod.restarts += 1;
        self.drop_all(place, Some(Failure::Closed));
        let (start, _) = self.starts();
        self.plan_pod(place, NOTICED, Step::Forget);
        self.plan_pod(place, pause + start.max(NOTICED + 1), Step::Listen);
    }

    /// A step in a pod's life.
    pub(super) fn step(&mut self, place: usize, step: Step) {
        let (_, probe) = self.starts();
        match step {
            Step::Forget => self.pods[place].ready = false,
            Step::Listen => {
                self.pods[place].listens = true;
                self.plan_pod(place, probe, Step::Probe);
                if self.pods[place].loops {
                    self.plan_pod(place, LIVES, Step::Die);
                }
            }
            Step::Probe => {
                let pod = &mut self.pods[place];
                let up = self.nodes.get(pod.node).is_none_or(|node| !node.gone);
                pod.ready = pod.listens && up;
            }
            Step::Die => self.die(place),
        }
    }

    fn node_fault(&mut self, place: usize, fault: NodeFault) {
        let pods: Vec<usize> = (0..self.pods.len()).filter(|pod| self.pods[*pod].node == place).collect();
        let (start, probe) = self.starts();
        match fault {
            NodeFault::Fail(failure) => {
                self.nodes[place].down = Some(failure);
                self.nodes[place].gone = true;
                for pod in pods {
                    let breaks = (failure == NodeFailure::Refuses).then_some(Failure::Closed);
                    self.drop_all(pod, breaks);
                    self.pods[pod].turn = self.pods[pod].turn.wrapping_add(1);
                    self.plan_pod(pod, GRACE, Step::Forget);
                }
            }
            NodeFault::Drain => {
                self.nodes[place].drained = true;
                let others = self.nodes.iter().enumerate();
                let others = others.filter(|(_, node)| !node.drained && node.down.is_none());
                let others: Vec<usize> = others.map(|(at, _)| at).collect();
                for (nth, pod) in pods.into_iter().enumerate() {
                    self.pods[pod].turn = self.pods[pod].turn.wrapping_add(1);
                    self.pods[pod].ready = false;
                    // What it has it ends where it is; its successor goes by the same name.
                    if let Some(node) = nth.checked_rem(others.len()).and_then(|at| others.get(at)) {
                        let busy = self.pods[pod].queue.busy;
                        self.nodes[place].busy = self.nodes[place].busy.saturating_sub(busy);
                        self.nodes[*node].busy += busy;
                        self.pods[pod].node = *node;
                        self.plan_pod(pod, start + probe, Step::Probe);
                    }
                }
            }
            NodeFault::Restore => {
                let node = &mut self.nodes[place];
                (node.down, node.gone, node.drained, node.passes) = (None, false, false, true);
                for pod in pods {
                    self.pods[pod].turn = self.pods[pod].turn.wrapping_add(1);
                    self.pods[pod].listens = true;
                    if !self.pods[pod].ready {
                        self.plan_pod(pod, probe, Step::Probe);
                    }
                }
            }
        }
        self.see_nodes();
    }

    /// Replaces one pod of a Service after another. What the old one has it ends; the new one takes connections once it has started.
    pub(super) fn roll(&mut self, service: usize, at: usize, probes: bool) {
        let epoch = Arc::clone(&self.epoch);
        let Some(of) = epoch.scenario.services.get(service) else { return };
        let pod = service::selected(&epoch.scenario, of).nth(at);
        let Some(place) = pod.and_then(|(pod, _)| epoch.pods.get(pod).copied()) else { return };
        let (start, probe) = self.starts();
        let pod = &mut self.pods[place];
        pod.turn = pod.turn.wrapping_add(1);
        pod.listens = false;
        // Without a probe a container that runs counts as ready, whether it takes connections or not.
        pod.ready = !probes;
        self.plan_pod(place, start, Step::Listen);
        let next = if probes { start + probe } else { NOTICED };
        self.events.plan(self.now + next, Kind::Any, What::Roll(service as u16, (at + 1) as u16, probes));
    }
}
