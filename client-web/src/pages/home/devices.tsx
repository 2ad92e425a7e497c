/* The phones that speak for me, and the computers that work in my name: I can end each of them. */
import { api, asked } from "../../api/api";
import { Act } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { all, remove } from "../../store/db";
import { t, when } from "../../words/words";
import type { SchemaComputerSession, SchemaDeviceView } from "#schema";

async function loadDevices() {
  const [{ devices }, { computers }, kept] = await Promise.all([
    asked(api.GET("/v1/devices")),
    asked(api.GET("/v1/computers")),
    all("devices"),
  ]);
  return { devices, computers, own: kept.map(({ device }) => device) };
}

interface LineProps {
  device: SchemaDeviceView;
  own: boolean; // the one she holds in her hand
  onRemoved: () => Promise<void>;
}

function Line({ device, own, onRemoved }: LineProps) {
  const end = async () => {
    const params = { path: { device_id: device.id } };
    await asked(api.POST("/v1/devices/{device_id}/remove", { params }));
    if (own) await remove("devices", device.body_id);
    await onRemoved();
  };
  return (
    <section class="card">
      <h3>
        {device.name} {own && t("devices.own")}
      </h3>
      <p class="quiet">{t("devices.since", { time: when(device.created_at) })}</p>
      <Act act={end} sure={t(own ? "devices.ownSure" : "devices.sure")}>
        {t("devices.remove")}
      </Act>
    </section>
  );
}

interface ComputerProps {
  computer: SchemaComputerSession;
  again: () => Promise<void>;
}

function ComputerLine({ computer: { nonce, name, since, until }, again }: ComputerProps) {
  const end = async () => {
    await asked(api.POST("/v1/computers/{nonce}/end", { params: { path: { nonce } } }));
    await again();
  };
  return (
    <section class="card">
      <h3>{name}</h3>
      <p class="quiet">{t("computer.times", { since: when(since), until: when(until) })}</p>
      <Act act={end}>{t("computer.end")}</Act>
    </section>
  );
}

interface DevicesProps {
  officer: boolean;
  onOwnRemoved: () => Promise<void>;
}

export default function Devices({ officer, onOwnRemoved }: DevicesProps) {
  const list = useLoaded(loadDevices, "devices");
  return (
    <Loaded from={list}>
      {({ devices, computers, own }) => (
        <>
          {devices.map((device) => (
            <Line
              key={device.id}
              device={device}
              own={own.includes(device.id)}
              onRemoved={own.includes(device.id) ? onOwnRemoved : list.again}
            />
          ))}
          {computers.map((computer) => (
            <ComputerLine key={computer.nonce} computer={computer} again={list.again} />
          ))}
          {officer && own.length > 0 && (
            <a class="button" href="/in/desk">
              {t("computer.letIn")}
            </a>
          )}
        </>
      )}
    </Loaded>
  );
}
