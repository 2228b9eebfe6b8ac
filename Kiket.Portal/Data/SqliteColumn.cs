using System.Globalization;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Kiket.Portal.Data;

/// <summary>Binds one property of a row, as EF Core would store it, without an object for its value.</summary>
internal abstract class SqliteColumn
{
    private static readonly Dictionary<Type, Delegate> Binds = new()
    {
        [typeof(long)] = (SqliteStatement statement, int place, long value) => statement.Integer(place, value),
        [typeof(int)] = (SqliteStatement statement, int place, int value) => statement.Integer(place, value),
        [typeof(bool)] = (SqliteStatement statement, int place, bool value) => statement.Integer(place, value ? 1 : 0),
        [typeof(Guid)] = (SqliteStatement statement, int place, Guid value) => statement.Id(place, value),
        [typeof(DateOnly)] = (SqliteStatement statement, int place, DateOnly value) => statement.Day(place, value),
        [typeof(DateTimeOffset)] = (SqliteStatement statement, int place, DateTimeOffset value) => statement.Integer(place, value.UtcTicks),
        [typeof(string)] = (SqliteStatement statement, int place, string value) => statement.Text(place, value),
        [typeof(byte[])] = (SqliteStatement statement, int place, byte[] value) => statement.Bytes(place, value),
    };

    public abstract void Bind(SqliteStatement statement, int place, object row);

    public static SqliteColumn Of(IProperty property)
    {
        var value = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var stored = property.GetTypeMapping().Converter?.ProviderClrType;
        // What the conventions of the database say: instants as ticks, enums by name.
        var isUsual = stored is null || (value == typeof(DateTimeOffset) && stored == typeof(long)) || (value.IsEnum && stored == typeof(string));
        if (!isUsual || property.PropertyInfo?.GetMethod is not { } getter || BindOf(value) is not { } bind)
        {
            return new Converted(property);
        }

        var kind = value == property.ClrType ? typeof(Typed<,>) : typeof(Optional<,>);
        return (SqliteColumn)Activator.CreateInstance(kind.MakeGenericType(property.DeclaringType.ClrType, value), getter, bind)!;
    }

    private static Delegate? BindOf(Type value) => value.IsEnum
        ? (Delegate)typeof(Names<>).MakeGenericType(value).GetField(nameof(Names<DayOfWeek>.Bind))!.GetValue(null)!
        : Binds.GetValueOrDefault(value);

    private sealed class Typed<TRow, TValue>(MethodInfo getter, Action<SqliteStatement, int, TValue> bind) : SqliteColumn
    {
        private readonly Func<TRow, TValue> _read = getter.CreateDelegate<Func<TRow, TValue>>();

        public override void Bind(SqliteStatement statement, int place, object row)
        {
            if (_read((TRow)row) is { } value)
            {
                bind(statement, place, value);
            }
            else
            {
                statement.Null(place);
            }
        }
    }

    private sealed class Optional<TRow, TValue>(MethodInfo getter, Action<SqliteStatement, int, TValue> bind) : SqliteColumn
        where TValue : struct
    {
        private readonly Func<TRow, TValue?> _read = getter.CreateDelegate<Func<TRow, TValue?>>();

        public override void Bind(SqliteStatement statement, int place, object row)
        {
            if (_read((TRow)row) is { } value)
            {
                bind(statement, place, value);
            }
            else
            {
                statement.Null(place);
            }
        }
    }

    /// <summary>What has a conversion of its own, such as JSON.</summary>
    private sealed class Converted(IProperty property) : SqliteColumn
    {
        private readonly TableColumn _column = new(property, 0);

        public override void Bind(SqliteStatement statement, int place, object row)
        {
            switch (_column.Value(row))
            {
                case null:
                    statement.Null(place);
                    break;
                case long or int or bool:
                    statement.Integer(place, Convert.ToInt64(_column.Value(row), CultureInfo.InvariantCulture));
                    break;
                case Guid id:
                    statement.Id(place, id);
                    break;
                case DateOnly day:
                    statement.Day(place, day);
                    break;
                case byte[] bytes:
                    statement.Bytes(place, bytes);
                    break;
                case string text:
                    statement.Text(place, text);
                    break;
                case var other:
                    throw new NotSupportedException($"{property.DeclaringType.DisplayName()}.{property.Name} is a {other.GetType().Name}.");
            }
        }
    }

    private static class Names<TValue>
        where TValue : struct, Enum
    {
        private static readonly Dictionary<TValue, string> Known = Enum.GetValues<TValue>().Distinct().ToDictionary(value => value, value => value.ToString());

        public static readonly Action<SqliteStatement, int, TValue> Bind =
            (statement, place, value) => statement.Text(place, Known.TryGetValue(value, out var name) ? name : value.ToString());
    }
}
