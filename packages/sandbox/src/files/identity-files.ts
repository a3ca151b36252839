/** The files of `/etc` that say who is who, made for the sandbox. */
export const identityFiles: Readonly<Record<string, string>> = {
  "/etc/passwd":
    "root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:1000:1000:agent:/work:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
  "/etc/group": "root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n",
  "/etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",
  "/etc/hostname": "sandbox\n",
  "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
};
