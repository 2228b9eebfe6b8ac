namespace Kiket.Portal.Reviews;

/// <summary>The row that a form shows, and its version: it is saved only when nobody else has changed it since.</summary>
public sealed record SeenRow(Guid Id, int RowVersion);
