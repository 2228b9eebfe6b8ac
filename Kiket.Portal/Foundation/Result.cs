using System.Diagnostics.CodeAnalysis;

namespace Kiket.Portal.Foundation;

/// <summary>Success without a value, or a refusal. Refusals are values; exceptions are for bugs and broken dependencies.</summary>
public sealed class Result
{
    private static readonly Result Ok = new(null);

    private Result(Error? error) => Error = error;

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    public static Result Success() => Ok;

    /// <summary>For interfaces, which C# doesn't convert implicitly.</summary>
    public static Result<T> Of<T>(T value) => Result<T>.From(value);

    /// <summary>For a caller that has made sure that nothing can be refused: a refusal here is a bug.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public void ThrowIfRefused()
    {
        if (!Succeeded)
        {
            throw new InvalidOperationException($"Refused ({Error.Code}): {Error.Message}");
        }
    }

    public static implicit operator Result(Error error) => new(error);
}

/// <summary>A value, or a refusal. Both convert implicitly, so a use case just returns either.</summary>
public sealed class Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The value. Throws when the result is a refusal, which is a programming error.</summary>
    public T Value => Succeeded
        ? _value!
        : throw new InvalidOperationException($"Refused ({Error.Code}): {Error.Message}");

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Error? error)
    {
        value = _value;
        error = Error;
        return Succeeded;
    }

    internal static Result<T> From(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
