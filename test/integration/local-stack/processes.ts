import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The numeric entries of a folder in /proc. Empty if the process has ended. */
function numbers(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Ids of the child processes of `pid`, from Linux's /proc. */
export function childrenOf(pid: number): number[] {
  return numbers('/proc')
    .filter((one) => {
      try {
        return Number(readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

export function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function socketsOf(pid: number): Set<string> {
  const directory = `/proc/${pid}/fd`;
  const links = numbers(directory).map((fd) => {
    try {
      return readlinkSync(`${directory}/${fd}`);
    } catch {
      return '';
    }
  });
  return new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
}

/** The addresses on which a process listens for TCP connections, in the hexadecimal form of /proc/net. */
export function listeningAddresses(pid: number): string[] {
  const sockets = socketsOf(pid);
  const LISTENING = '0A';
  return ['tcp', 'tcp6'].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === LISTENING && sockets.has(columns[9] ?? ''))
      .map((columns) => columns[1]?.split(':')[0] ?? ''),
  );
}

/** 127.0.0.1, also as an IPv6 address. */
export const LOOPBACK_ADDRESSES = ['0100007F', '0000000000000000FFFF00000100007F'];
