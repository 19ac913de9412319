import { describe, expect, it } from "vitest";
import { cpuGroupPlace } from "./cpu-group-place.ts";

const SPLIT = `23 1 0:21 / /proc rw - proc proc rw
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
33 31 0:30 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
const UNIFIED = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

describe("cpuGroupPlace", () => {
  it("is the own group in the tree of the CPU, where each resource has a tree", () => {
    expect(cpuGroupPlace(SPLIT, "3:cpuset:/\n2:cpu,cpuacct:/user.slice\n0::/elsewhere\n")).toEqual({
      version: 1,
      folder: "/sys/fs/cgroup/cpu,cpuacct/user.slice",
    });
  });

  it("is the tree's root for a process that is in no other group", () => {
    expect(cpuGroupPlace(SPLIT, "1:cpu:/\n")).toEqual({
      version: 1,
      folder: "/sys/fs/cgroup/cpu,cpuacct",
    });
  });

  it("is the own group in the one tree, where there is one", () => {
    expect(cpuGroupPlace(UNIFIED, "0::/user.slice/session-2.scope\n")).toEqual({
      version: 2,
      folder: "/sys/fs/cgroup/user.slice/session-2.scope",
    });
  });

  it("is the mount itself, where a container mounts no more than its own group", () => {
    const mounts = "50 40 0:29 /docker/ab /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n";
    expect(cpuGroupPlace(mounts, "1:cpu:/docker/ab\n")).toEqual({
      version: 1,
      folder: "/sys/fs/cgroup/cpu",
    });
    expect(cpuGroupPlace(mounts, "1:cpu:/docker/abc\n")).toBeUndefined();
  });

  it("reads the names of folders with spaces", () => {
    const mounts = String.raw`30 23 0:26 / /my\040groups rw - cgroup2 cgroup2 rw`;
    expect(cpuGroupPlace(mounts, "0::/\n")).toEqual({ version: 2, folder: "/my groups" });
  });

  it("is nowhere without such a mount, or without a group in it", () => {
    expect(cpuGroupPlace("23 1 0:21 / /proc rw - proc proc rw\n", "0::/\n")).toBeUndefined();
    expect(cpuGroupPlace(UNIFIED, "1:cpu:/\n")).toBeUndefined();
    expect(cpuGroupPlace("", "")).toBeUndefined();
  });
});
