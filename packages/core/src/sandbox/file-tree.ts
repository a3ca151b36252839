/** A regular file, a directory, or a symbolic link as data. */
export type FileEntry =
  | {
      /** A string stands for its UTF-8. */
      readonly data: string | Uint8Array;
      /** Permission bits; 0o644 when absent. */
      readonly mode?: number;
    }
  | {
      readonly directory: true;
      /** Permission bits; 0o755 when absent. */
      readonly mode?: number;
    }
  | {
      /** Where the link points, as it is written: never followed. */
      readonly link: string;
    };

/**
 * What a workspace holds, by path relative to it (`a/b.txt`: no leading slash, no `..`). Links are
 * data and are never followed. Directories that only hold other entries need no entry of their own.
 */
export type FileTree = Readonly<Record<string, FileEntry>>;
