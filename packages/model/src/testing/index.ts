export type {
  ScriptedAnswer,
  ScriptedCall,
  ScriptedFault,
  ScriptedFaultName,
  ScriptedHttp,
  ScriptedReply,
} from "./scripted-reply.ts";
export type { ScriptedMessage, ScriptedRequest } from "./scripted-request.ts";
export type { ScriptedServer, ScriptedServerOptions } from "./scripted-server.ts";
export { startScriptedServer } from "./scripted-server.ts";
