"""The live source: hub pages fetched politely, safely and completely. Import from the modules."""
