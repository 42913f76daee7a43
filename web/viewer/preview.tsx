import { h } from "preact";
import { Sheet } from "./sheet";

/** Devices that the page can be seen on, and how they are called. */
export const DEVICES: Record<string, string> = { tv: "TV", desktop: "Computer", phone: "Phone" };

interface PreviewProps {
  device: string;
  user: string;
  onClose: () => void;
}

/** The page as another device is given it, in a frame of that device's shape. */
export function Preview({ device, user, onClose }: PreviewProps) {
  const name = DEVICES[device] ?? device;
  const address = `./?${new URLSearchParams({ user, device })}`;
  return (
    <Sheet label={`The page on: ${name}`} kind={`preview ${device}`} onClose={onClose}>
      <h1>{name}</h1>
      <p class="quiet">
        The same person at the same moment. Rows, their order and pictures fit the device.
      </p>
      <iframe title={`The page on: ${name}`} src={address} />
    </Sheet>
  );
}
