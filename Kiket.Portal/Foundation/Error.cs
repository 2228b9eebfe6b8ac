namespace Kiket.Portal.Foundation;

/// <summary>The kinds of refusal. Only <c>Api/</c> turns a kind into an HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The input is wrong and the message says how to fix it (422).</summary>
    Invalid,

    /// <summary>No one is signed in (401).</summary>
    Unauthorized,

    /// <summary>Signed in, but without the right to do this (403).</summary>
    Forbidden,

    /// <summary>It doesn't exist, or it belongs to someone else: both look the same (404).</summary>
    NotFound,

    /// <summary>It existed and was removed (410).</summary>
    Gone,

    /// <summary>The state doesn't allow it, or someone else was first (409).</summary>
    Conflict,

    /// <summary>Above a limit (413).</summary>
    TooLarge,

    /// <summary>Too many requests; see <see cref="Error.RetryAfter"/> (429).</summary>
    TooMany,

    /// <summary>Something the portal depends on doesn't respond; trying again later may help (503).</summary>
    Unavailable,
}

/// <summary>One problem inside a refusal, tied to a field or to a place in a file.</summary>
/// <param name="Field">Name of the form field or JSON property, or null.</param>
/// <param name="Message">A sentence that says what is wrong and what to do.</param>
/// <param name="Id">Stable finding id such as <c>M101</c>, or null.</param>
/// <param name="Level"><c>error</c>, <c>warning</c> or <c>info</c>, or null.</param>
/// <param name="Path">Path in the repository, or null.</param>
/// <param name="Line">One-based line, or null.</param>
/// <param name="Column">One-based column, or null.</param>
/// <param name="Fix">How to fix it, in one sentence, or null.</param>
public sealed record ErrorDetail(
    string? Field,
    string Message,
    string? Id = null,
    string? Level = null,
    string? Path = null,
    int? Line = null,
    int? Column = null,
    string? Fix = null);

/// <summary>
/// A refusal as a value. The message is a sentence for people that says what to do next; the code is a stable
/// snake_case word for programs.
/// </summary>
public sealed record Error(ErrorKind Kind, string Code, string Message)
{
    /// <summary>Every problem, when there is more than one. Never null.</summary>
    public IReadOnlyList<ErrorDetail> Details { get; init; } = [];

    /// <summary>When trying again makes sense, if known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Error Invalid(string code, string message, IReadOnlyList<ErrorDetail>? details = null) =>
        new(ErrorKind.Invalid, code, message) { Details = details ?? [] };

    /// <summary>A problem with one field: the message appears at the field.</summary>
    public static Error Field(string field, string code, string message) =>
        new(ErrorKind.Invalid, code, message) { Details = [new ErrorDetail(field, message)] };

    public static Error Unauthorized(string code, string message) => new(ErrorKind.Unauthorized, code, message);

    public static Error Forbidden(string code, string message) => new(ErrorKind.Forbidden, code, message);

    public static Error NotFound(string code, string message) => new(ErrorKind.NotFound, code, message);

    public static Error Gone(string code, string message) => new(ErrorKind.Gone, code, message);

    public static Error Conflict(string code, string message) => new(ErrorKind.Conflict, code, message);

    public static Error TooLarge(string code, string message) => new(ErrorKind.TooLarge, code, message);

    public static Error TooMany(string code, string message, TimeSpan retryAfter) =>
        new(ErrorKind.TooMany, code, message) { RetryAfter = retryAfter };

    public static Error Unavailable(string code, string message, TimeSpan? retryAfter = null) =>
        new(ErrorKind.Unavailable, code, message) { RetryAfter = retryAfter };
}
