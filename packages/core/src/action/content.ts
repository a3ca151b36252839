/** One part of a message. */
export type ContentPart =
  | {
      readonly type: "text";
      /** As a person reads it; may be empty. */
      readonly text: string;
    }
  | {
      readonly type: "image";
      /** As in `image/png`. */
      readonly mediaType: string;
      /** Base64. */
      readonly data: string;
    };

/** What a message says. A dialect that knows only text prints an image as a note. */
export type Content = string | readonly ContentPart[];

/** The text of a content; each image becomes the note `[image: <media type>]`. */
export function contentText(content: Content): string {
  if (typeof content === "string") return content;
  return content
    .map((part) => (part.type === "text" ? part.text : `[image: ${part.mediaType}]`))
    .join("\n");
}
