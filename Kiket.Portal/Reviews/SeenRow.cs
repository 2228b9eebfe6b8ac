namespace Kiket.Portal.Reviews;

/// <summary>Which row a form was opened for, and as of which change: saved only while nobody else has changed it since.</summary>
public sealed record SeenRow(Guid Id, int RowVersion);
