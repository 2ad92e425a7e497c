/* The phones and computers that speak for me, each of which I can remove. */
import { api, asked } from "../../api/api";
import { Act } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { all, remove } from "../../store/db";
import { t, when } from "../../words/words";
import type { SchemaDeviceView } from "#schema";

async function loadDevices() {
  const [{ devices }, kept] = await Promise.all([asked(api.GET("/v1/devices")), all("devices")]);
  return { devices, own: kept.map(({ device }) => device) };
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

export default function Devices({ onOwnRemoved }: { onOwnRemoved: () => Promise<void> }) {
  const list = useLoaded(loadDevices, "devices");
  return (
    <Loaded from={list}>
      {({ devices, own }) =>
        devices.map((device) => (
          <Line
            key={device.id}
            device={device}
            own={own.includes(device.id)}
            onRemoved={own.includes(device.id) ? onOwnRemoved : list.again}
          />
        ))
      }
    </Loaded>
  );
}
