/// The operations of pickle that checkpoints use; raw values are their opcodes.
///
/// What is not here is refused. None of these imports, calls or constructs anything else than what
/// ``PickleGlobal`` lists.
///
/// Source: Python's `pickletools` documentation of protocols 2 to 5.
enum PickleOperation: UInt8 {
  case version = 0x80  // PROTO
  case frame = 0x95  // FRAME
  case stop = 0x2e  // STOP
  case mark = 0x28  // MARK
  case none = 0x4e  // NONE
  case `true` = 0x88  // NEWTRUE
  case `false` = 0x89  // NEWFALSE
  case int8 = 0x4b  // BININT1
  case int16 = 0x4d  // BININT2
  case int32 = 0x4a  // BININT
  case long = 0x8a  // LONG1
  case longer = 0x8b  // LONG4
  case double = 0x47  // BINFLOAT
  case shortText = 0x8c  // SHORT_BINUNICODE
  case text = 0x58  // BINUNICODE
  case shortString = 0x55  // SHORT_BINSTRING, bytes of Python 2
  case string = 0x54  // BINSTRING, bytes of Python 2
  case shortBytes = 0x43  // SHORT_BINBYTES
  case bytes = 0x42  // BINBYTES
  case longBytes = 0x8e  // BINBYTES8
  case byteArray = 0x96  // BYTEARRAY8
  case emptyList = 0x5d  // EMPTY_LIST
  case emptyTuple = 0x29  // EMPTY_TUPLE
  case emptyDictionary = 0x7d  // EMPTY_DICT
  case emptySet = 0x8f  // EMPTY_SET
  case frozenSet = 0x91  // FROZENSET
  case addItems = 0x90  // ADDITEMS
  case tuple = 0x74  // TUPLE
  case tuple1 = 0x85  // TUPLE1
  case tuple2 = 0x86  // TUPLE2
  case tuple3 = 0x87  // TUPLE3
  case append = 0x61  // APPEND
  case appends = 0x65  // APPENDS
  case setItem = 0x73  // SETITEM
  case setItems = 0x75  // SETITEMS
  case shortPut = 0x71  // BINPUT
  case put = 0x72  // LONG_BINPUT
  case memorize = 0x94  // MEMOIZE
  case shortGet = 0x68  // BINGET
  case get = 0x6a  // LONG_BINGET
  case global = 0x63  // GLOBAL
  case stackGlobal = 0x93  // STACK_GLOBAL
  case reduce = 0x52  // REDUCE
  case newObject = 0x81  // NEWOBJ
  case newObjectNamed = 0x92  // NEWOBJ_EX
  case pop = 0x30  // POP
  case popMark = 0x31  // POP_MARK
  case build = 0x62  // BUILD
  case persistentID = 0x51  // BINPERSID
}
