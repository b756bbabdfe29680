// The package's worker, with a switch that loses its GPU, as a driver would.
import { keepDevices } from "./gpu-devices.js";
import "/pkg/worker.js";

const devices = keepDevices();

new BroadcastChannel("lose").addEventListener("message", async ({ data }) => {
  if (data === "for good") GPU.prototype.requestAdapter = async () => null;
  const device = devices[devices.length - 1];
  device.destroy();
  await device.lost;
  new BroadcastChannel("lost").postMessage(null);
});
