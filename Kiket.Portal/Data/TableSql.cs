using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Kiket.Portal.Data;

/// <summary>The statements that write many rows of one table. They have the names of the model alone; values are parameters.</summary>
internal sealed class TableSql
{
    private static readonly ConcurrentDictionary<IEntityType, TableSql> Tables = new();

    private readonly IReadOnlyList<TableColumn> _columns;
    private readonly IReadOnlyList<TableColumn> _key;
    private readonly string _names;
    private readonly Lazy<IReadOnlyList<SqliteColumn>> _sqlite;

    private TableSql(IEntityType type)
    {
        Table = type.GetTableName()!;
        _columns = [.. type.GetProperties().Select((property, index) => new TableColumn(property, index))];
        _key = [.. type.FindPrimaryKey()!.Properties.Select(property => _columns.Single(column => column.Property == property))];
        _names = string.Join(", ", _columns.Select(column => $"\"{column.Name}\""));
        _sqlite = new(() => [.. _columns.Select(column => SqliteColumn.Of(column.Property))]);
        KeyColumns = string.Join(", ", _key.Select(column => $"\"{column.Name}\""));
        Key = string.Join(" || '|' || ", _key.Select(column => $"CAST(\"{column.Name}\" AS text)"));
    }

    public string Table { get; }

    public string KeyColumns { get; }

    /// <summary>The key as one text, as PostgreSQL writes it.</summary>
    public string Key { get; }

    /// <summary>Inserts one row on SQLite, its columns in the order of the model.</summary>
    public string InsertOne => $"INSERT INTO \"{Table}\" ({_names}) VALUES ({string.Join(", ", _columns.Select(_ => "?"))})";

    /// <summary>Inserts one row on PostgreSQL.</summary>
    public string InsertNamed => $"INSERT INTO \"{Table}\" ({_names}) VALUES ({string.Join(", ", _columns.Select(column => $"@p{column.Index}"))})";

    /// <summary>Inserts the rows of one JSON text on PostgreSQL.</summary>
    public string InsertAll => $"INSERT INTO \"{Table}\" ({_names}) SELECT {Values(named: false)} FROM json_array_elements(@rows)";

    public static TableSql Of<T>(PortalDb db)
    {
        var type = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no table.");
        return Tables.GetOrAdd(type, static found => new TableSql(found));
    }

    public TableColumn Column(string property) => _columns.Single(column => column.Property.Name == property);

    /// <summary>Changes one row on SQLite, if it still is in its version: the columns, then the key and the version.</summary>
    public string UpdateOne(IReadOnlyList<TableColumn> changed) =>
        $"UPDATE \"{Table}\" SET {string.Join(", ", changed.Select(column => $"\"{column.Name}\" = ?"))}, {NextVersion} "
        + $"WHERE {string.Join(" AND ", Found.Select(column => $"\"{column.Name}\" = ?"))}";

    /// <summary>The same on PostgreSQL for the rows of one JSON text.</summary>
    public string UpdateAll(IReadOnlyList<TableColumn> changed) =>
        $"UPDATE \"{Table}\" SET {string.Join(", ", changed.Select(column => $"\"{column.Name}\" = changed.\"{column.Name}\""))}, {NextVersion} "
        + $"FROM (SELECT {Values(named: true)} FROM json_array_elements(@rows)) changed "
        + $"WHERE {string.Join(" AND ", Found.Select(column => $"\"{Table}\".\"{column.Name}\" = changed.\"{column.Name}\""))}";

    /// <summary>The key and the version: where a row that nobody changed since is found.</summary>
    public IEnumerable<TableColumn> Found => [.. _key, Column(nameof(VersionedEntity.RowVersion))];

    /// <summary>Binds every column, from the first place on.</summary>
    public void Bind(SqliteStatement statement, object row)
    {
        var columns = _sqlite.Value;
        for (var index = 0; index < columns.Count; index++)
        {
            columns[index].Bind(statement, index + 1, row);
        }
    }

    public void Bind(SqliteStatement statement, IReadOnlyList<TableColumn> columns, object row)
    {
        for (var index = 0; index < columns.Count; index++)
        {
            _sqlite.Value[columns[index].Index].Bind(statement, index + 1, row);
        }
    }

    /// <summary>The key as one text, as PostgreSQL writes it.</summary>
    public string KeyOf(object row) => string.Join('|', _key.Select(column => column.Text(row)));

    public IReadOnlyList<System.Data.Common.DbParameter> AddParameters(System.Data.Common.DbCommand command) => [.. _columns.Select(column =>
    {
        var parameter = column.Property.GetRelationalTypeMapping().CreateParameter(command, $"@p{column.Index}", value: null);
        command.Parameters.Add(parameter);
        return parameter;
    })];

    public void Set(IReadOnlyList<System.Data.Common.DbParameter> parameters, object row)
    {
        for (var place = 0; place < parameters.Count; place++)
        {
            parameters[place].Value = _columns[place].Value(row) ?? DBNull.Value;
        }
    }

    /// <summary>The rows as one JSON text.</summary>
    public string Write<T>(IReadOnlyCollection<T> rows)
        where T : class
    {
        var buffer = new ArrayBufferWriter<byte>(rows.Count * 100);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                foreach (var column in _columns)
                {
                    column.Write(json, row);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string NextVersion => $"\"{nameof(VersionedEntity.RowVersion)}\" = \"{Table}\".\"{nameof(VersionedEntity.RowVersion)}\" + 1";

    private string Values(bool named) => string.Join(
        ", ",
        _columns.Select(column => $"(value ->> {column.Index})::{column.Property.GetColumnType()}" + (named ? $" AS \"{column.Name}\"" : "")));
}

/// <summary>A column of a table, and how its values are written as text.</summary>
internal sealed class TableColumn(IProperty property, int index)
{
    private readonly Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter? _converter = property.GetTypeMapping().Converter;

    public IProperty Property => property;

    public int Index => index;

    public string Name { get; } = property.GetColumnName();

    public string Text(object row) => Value(row) switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other?.ToString() ?? "",
    };

    public void Write(Utf8JsonWriter json, object row)
    {
        switch (Value(row))
        {
            case null:
                json.WriteNullValue();
                break;
            case long or int:
                json.WriteNumberValue(Convert.ToInt64(Value(row), CultureInfo.InvariantCulture));
                break;
            case bool value:
                json.WriteBooleanValue(value);
                break;
            default:
                json.WriteStringValue(Text(row));
                break;
        }
    }

    /// <summary>As the database's driver takes it.</summary>
    public object? Value(object row)
    {
        var value = property.GetGetter().GetClrValue(row);
        return value is null || _converter is null ? value : _converter.ConvertToProvider(value);
    }
}
