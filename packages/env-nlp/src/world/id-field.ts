/** The names of fields that hold an id, or several: `id`, `order_id`, `line_ids`, `userId`. */
export const idField: RegExp = /(?:^|_)ids?$|[a-z]Ids?$/;
