"""Our device records, counted by BoaviztAPI itself: unrounded numbers."""

import math
from functools import cache

import numpy as np
from boaviztapi.compute.impacts_computation import compute_impacts
from boaviztapi.data.archetype import (
    get_cloud_instance_archetype,
    get_server_archetype,
    get_user_terminal_archetype,
)
from boaviztapi.dto.component import CPU, GPU, RAM, Disk, PowerSupply
from boaviztapi.dto.device import device as device_dto
from boaviztapi.dto.device import user_terminal as terminal_dto
from boaviztapi.dto.usage.usage import Usage, UsageCloud, UsageServer, WorkloadTime

from jalons.footprint.engine.components import Instance, Server, Terminal

TERMINAL_DTO = {
    "laptop": terminal_dto.Laptop,
    "desktop": terminal_dto.Desktop,
    "smartphone": terminal_dto.Smartphone,
    "tablet": terminal_dto.Tablet,
    "tv": terminal_dto.Television,
    "monitor": terminal_dto.Monitor,
    "smartwatch": terminal_dto.Smartwatch,
    "box": terminal_dto.Box,
    "usb-stick": terminal_dto.UsbStick,
    "external-ssd": terminal_dto.ExternalSSD,
    "hdd": terminal_dto.ExternalHDD,
    "vr-headset": terminal_dto.VrHeadset,
    "vr-controller": terminal_dto.VrController,
}
TYPED = {"laptop", "desktop", "tv", "vr-headset"}


def count(device, criteria):
    """Embodied and use of a device (2 × criteria × low, value, high), NaN when not implemented."""
    model, hours = model_of(device)
    compute_impacts(model, list(criteria), hours)
    return np.array(
        [
            [_values(model, criterion, phase) for criterion in criteria]
            for phase in ("embedded", "use")
        ]
    )


def model_of(device):
    """BoaviztAPI's own model of the device, and the hours to count."""
    if isinstance(device, Terminal):
        model = _terminal(device)
        life = model.usage.hours_life_time.value
    elif isinstance(device, Server):
        model = _server(device)
        life = model.usage.hours_life_time.value
    else:
        model = _instance(device)
        life = model.platform.usage.hours_life_time.value
    return model, life if device.hours is None else device.hours


def _values(model, criterion, phase):
    impact = model._impacts.get(criterion, {}).get(phase)
    return (math.nan,) * 3 if impact is None else (impact.min, impact.value, impact.max)


def _usage(device):
    return {
        "avg_power": device.power,
        "use_time_ratio": device.use_ratio,
        "hours_life_time": device.life_hours,
        "usage_location": device.country,
    }


def _load(load):
    if isinstance(load, tuple):
        return [WorkloadTime(time_percentage=share, load_percentage=level) for share, level in load]
    return load


def _terminal(device):
    stem, _, kind = device.kind.rpartition("-")
    usage = Usage(**_usage(device))
    made = TERMINAL_DTO[stem]
    dto = made(usage=usage, type=kind) if stem in TYPED else made(usage=usage)
    return terminal_dto.mapper_user_terminal(dto, get_user_terminal_archetype(device.kind))


def _server(device):
    name = "platform_compute_medium" if device.model == "default" else device.model
    dto = device_dto.Server(
        model=device_dto.ModelServer(type=device.case),
        configuration=device_dto.ConfigurationServer(
            cpu=_cpu(device.cpu),
            ram=None if device.ram is None else [_ram(each) for each in device.ram],
            disk=None if device.disks is None else [_disk(each) for each in device.disks],
            gpu=_gpu(device.gpu),
            power_supply=device.power_supply
            and PowerSupply(units=device.power_supply.units, unit_weight=device.power_supply.kg),
        ),
        usage=UsageServer(
            **_usage(device),
            time_workload=_load(device.load),
            other_consumption_ratio=device.overhead,
        ),
    )
    return device_dto.mapper_server(dto, get_server_archetype(name))


def _cpu(cpu):
    return cpu and CPU(
        units=cpu.units,
        name=cpu.name,
        family=cpu.family,
        core_units=cpu.cores,
        die_size=cpu.die_mm2,
        die_size_per_core=cpu.die_mm2_per_core,
        tdp=cpu.tdp,
        model_range=cpu.profile,
    )


def _ram(ram):
    return RAM(units=ram.units, capacity=ram.gb, density=ram.density, manufacturer=ram.maker)


def _disk(disk):
    return Disk(
        type=disk.kind,
        units=disk.units,
        capacity=disk.gb,
        density=disk.density,
        manufacturer=disk.maker,
    )


def _gpu(gpu):
    return gpu and GPU(units=gpu.units, name=gpu.name, usage=Usage(avg_power=gpu.power))


def _instance(device: Instance):
    provider, name = device.kind.split("/", 1)
    dto = device_dto.Cloud(
        provider=provider,
        instance_type=name,
        usage=UsageCloud(**_usage(device), time_workload=_load(device.load)),
    )
    return device_dto.mapper_cloud_instance(
        dto, archetype=get_cloud_instance_archetype(name, provider)
    )


@cache
def counted_once(device, criteria):
    """The same, remembered: BoaviztAPI memoised on distinct configurations."""
    return count(device, criteria)
