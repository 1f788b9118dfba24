"""The same M/M/4 queue in SimPy and Ciw, a line of JSON for each: 280 customers a second, four servers that do 100 each."""

import json
import random
import time

import ciw
import simpy

SECONDS = 300
ARRIVALS, SERVICES, SERVERS = 280.0, 100.0, 4


def in_simpy():
    chance, environment = random.Random(7), simpy.Environment()
    servers, waits = simpy.Resource(environment, capacity=SERVERS), []

    def customer():
        came = environment.now
        with servers.request() as turn:
            yield turn
            waits.append(environment.now - came)
            yield environment.timeout(chance.expovariate(SERVICES))

    def source():
        while True:
            yield environment.timeout(chance.expovariate(ARRIVALS))
            environment.process(customer())

    environment.process(source())
    environment.run(until=SECONDS)
    return waits


def in_ciw():
    ciw.seed(7)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS)],
        service_distributions=[ciw.dists.Exponential(rate=SERVICES)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(SECONDS)
    return [record.waiting_time for record in simulation.get_all_records()]


for name, module, work in [("SimPy", simpy, in_simpy), ("Ciw", ciw, in_ciw)]:
    began = time.process_time()
    waits = work()
    a_second = len(waits) / (time.process_time() - began)
    wait_ms = sum(waits) / len(waits) * 1e3
    row = f"M/M/4 in {name} {module.__version__}"
    print(json.dumps({"row": row, "a_second": round(a_second), "wait_ms": wait_ms}))
