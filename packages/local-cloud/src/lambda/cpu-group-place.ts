/** Where this process may make groups of processes whose CPU time the kernel limits. */
export interface CpuGroupPlace {
  /** Of the kernel's interface, "control groups": https://docs.kernel.org/admin-guide/cgroup-v2.html. */
  readonly version: 1 | 2;
  /** The folder of this process's own group. */
  readonly folder: string;
}

interface Mount {
  /** What of the whole tree of groups is mounted. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * The place that the kernel's tables name, or undefined when it mounts no groups for the CPU.
 * @param mounts text of /proc/self/mountinfo
 * @param ownGroups text of /proc/self/cgroup
 */
export function cpuGroupPlace(mounts: string, ownGroups: string): CpuGroupPlace | undefined {
  const all = mounts.split("\n").flatMap(readMount);
  const groups = ownGroups.split("\n").flatMap(readGroup);
  const isForCpu = (names: readonly string[]): boolean => names.includes("cpu");

  // A system with both has the CPU in the first version, if that is mounted at all.
  const first = all.find(({ type, options }) => type === "cgroup" && isForCpu(options));
  if (first !== undefined) {
    return placeIn(1, first, groups.find(({ controllers }) => isForCpu(controllers))?.path);
  }
  const second = all.find(({ type }) => type === "cgroup2");
  if (second === undefined) return undefined;
  return placeIn(2, second, groups.find(({ hierarchy }) => hierarchy === "0")?.path);
}

function placeIn(version: 1 | 2, mount: Mount, path: string | undefined): CpuGroupPlace | undefined {
  if (path === undefined) return undefined;
  // In a container the mount often begins at the container's own group.
  const root = mount.root === "/" ? "" : mount.root;
  if (path !== root && !path.startsWith(`${root}/`)) return undefined;
  return { version, folder: `${mount.point}${path.slice(root.length)}`.replace(/[/]$/, "") };
}

/** `36 35 98:0 /root /point rw,… optional… - type source options` */
function readMount(line: string): readonly Mount[] {
  const fields = line.split(" ");
  const end = fields.indexOf("-");
  const [root, point, type, options] = [fields[3], fields[4], fields[end + 1], fields[end + 3]];
  if (end < 0 || root === undefined || point === undefined || type === undefined) return [];
  return [{ root: unescaped(root), point: unescaped(point), type, options: (options ?? "").split(",") }];
}

/** `hierarchy:controllers:path` */
function readGroup(line: string) {
  const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(.+)$/.exec(line) ?? [];
  if (hierarchy === undefined || controllers === undefined || path === undefined) return [];
  return [{ hierarchy, controllers: controllers.split(","), path }];
}

/** The kernel writes spaces and the like as three octal digits. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
