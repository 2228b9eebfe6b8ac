using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>
/// A refusal is a value, so nothing forces a caller to look at it. Here every method of the portal is read for results
/// that are thrown away.
/// </summary>
public sealed class DiscardedResultTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    [Fact]
    public void No_result_of_a_use_case_is_thrown_away()
    {
        var discarded = Discarded(typeof(PortalHost).Assembly.GetTypes());

        Assert.True(discarded.Count == 0, string.Join('\n', discarded));
    }

    [Fact]
    public void A_result_that_is_thrown_away_is_found()
    {
        var found = Discarded(typeof(Careless).GetNestedTypes(BindingFlags.NonPublic).Append(typeof(Careless)));

        Assert.Equal(3, found.Count);
    }

    private static List<string> Discarded(IEnumerable<Type> types) =>
    [
        .. types
            .SelectMany(type => type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
            .SelectMany(Discarded)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Discarded(MethodBase method)
    {
        MethodBase? called = null;
        foreach (var (code, token) in Instructions(method.GetMethodBody()?.GetILAsByteArray() ?? []))
        {
            if (code == OpCodes.Pop && called is MethodInfo { ReturnType: var type } && IsResult(type))
            {
                yield return $"{method.DeclaringType?.DeclaringType?.Name ?? method.DeclaringType?.Name}.{method.Name}"
                    + $" throws away {called.DeclaringType?.Name}.{called.Name}";
            }

            called = token is { } target && (code == OpCodes.Call || code == OpCodes.Callvirt) ? Resolve(method, target) : null;
        }
    }

    private static bool IsResult(Type type) =>
        type == typeof(Result)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>))
        || (type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            && IsResult(type.GetGenericArguments()[0]));

    /// <summary>Waiting for a task of a result ends with its awaiter's GetResult, which returns the result.</summary>
    private static MethodBase? Resolve(MethodBase from, int token)
    {
        var typeArguments = from.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        return from.Module.ResolveMethod(token, typeArguments, from is MethodInfo { IsGenericMethod: true } method ? method.GetGenericArguments() : null);
    }

    private static IEnumerable<(OpCode Code, int? Token)> Instructions(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            short value = body[at++];
            if (value == 0xFE)
            {
                value = unchecked((short)((0xFE << 8) | body[at++]));
            }

            var code = OpCodesByValue[value];
            int? token = code.OperandType == OperandType.InlineMethod ? BitConverter.ToInt32(body, at) : null;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
                _ => 4,
            };
            yield return (code, token);
        }
    }

    private sealed class Careless
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static Result Refuse() => Error.Conflict("no", "No.");

        public static Task<Result<int>> RefuseAsync() => Task.FromResult<Result<int>>(Error.Conflict("no", "No."));

        public void Now() => Refuse();

        public async Task LaterAsync() => await RefuseAsync();

        public void Never() => _ = RefuseAsync();
    }
}
