namespace Kiket.Portal.Data;

/// <summary>The database holds migrations that this portal does not know.</summary>
public sealed class UnknownDatabaseException() : Exception(
    "This database was made by another version of the portal and cannot be upgraded: start with an empty database, or with the version that made it.");
