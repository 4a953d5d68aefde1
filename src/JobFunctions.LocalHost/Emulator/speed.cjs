// Loaded into the emulator before anything else: what makes it slower the more it holds, where the service is not.

const { default: MemoryExtentStore } = require('azurite/dist/src/common/persistence/MemoryExtentStore');
const { default: QueueStore } = require('azurite/dist/src/queue/persistence/LokiQueueMetadataStore');
const { default: TableStore } = require('azurite/dist/src/table/persistence/LokiTableMetadataStore');
const Loki = require('lokijs');

const { Collection } = Loki;

// In memory each queue message is an extent. Once a minute the emulator drops those of the messages that are gone, one at a time, and
// sorts what is left for each: after 5,000 messages nothing else is served for minutes. This drops all of them at once.
MemoryExtentStore.prototype.deleteExtents = async function (ids) {
  const gone = new Set(ids);
  for (const id of gone) this.chunks.delete(this.categoryName, id);
  const { db, EXTENTS_COLLECTION } = this.metadataStore;
  db.getCollection(EXTENTS_COLLECTION).removeWhere((extent) => gone.has(extent.id));
  return gone.size;
};

// Whatever is asked of a queue, all of its messages are gone through for those that have expired. Once a second will do.
const { clearExpiredMessages } = QueueStore.prototype;
const clearedAt = new Map();
QueueStore.prototype.clearExpiredMessages = async function (account, queue, context) {
  const [name, now] = [`${account}/${queue}`, Date.now()];
  if (now - (clearedAt.get(name) ?? 0) < 1000) return;
  clearedAt.set(name, now);
  await clearExpiredMessages.call(this, account, queue, context);
};

// A row is looked up by its partition's index, and then among all rows of the partition; a message likewise by its account. By the
// index of their own keys first there are few left to go through.
const findOne = Collection.prototype.findOne;
Collection.prototype.findOne = function (query) {
  const { RowKey, messageId } = query ?? {};
  const own = RowKey !== undefined ? { RowKey } : messageId !== undefined ? { messageId } : null;
  return findOne.call(this, own ? { ...own, ...query } : query);
};

// An index by partitions has long runs of equal keys, which are gone through for each row that goes; no lookup needs it now.
const { addCollection } = Loki.prototype;
Loki.prototype.addCollection = function (name, options) {
  return addCollection.call(this, name, options?.indices?.includes('RowKey') ? { ...options, indices: ['RowKey'] } : options);
};

// A row that is replaced is removed and inserted, and both go through all positions of the table. Since its keys stay the same, the new
// one can take the old one's place, wherever that stands in an index.
const { remove, insert } = Collection.prototype;
const { updateTableEntity } = TableStore.prototype;
let isReplacing = false;
let replaced = null;

TableStore.prototype.updateTableEntity = function (...args) {
  isReplacing = true;
  try {
    // It awaits nothing, so no other call comes in between.
    return updateTableEntity.apply(this, args);
  } finally {
    isReplacing = false;
  }
};

Collection.prototype.remove = function (row) {
  if (!isReplacing) return remove.call(this, row);
  replaced = row;
};

Collection.prototype.insert = function (row, ...rest) {
  if (!isReplacing) return insert.call(this, row, ...rest);
  const [, position] = this.get(replaced.$loki, true);
  this.data[position] = Object.assign(row, { $loki: replaced.$loki, meta: replaced.meta });
  this.dirty = true;
};
