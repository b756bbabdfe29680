/** Every device that this page requests from now on: a test loses one as a driver would. */
export function keepDevices() {
  /** @type {GPUDevice[]} */
  const devices = [];
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...options) {
    devices.push(await request.apply(this, options));
    return devices[devices.length - 1];
  };
  return devices;
}
