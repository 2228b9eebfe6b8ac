using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Kiket.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SortedNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Listings_Registry_State_Name",
                table: "Listings");

            migrationBuilder.AddColumn<string>(
                name: "SortName",
                table: "Listings",
                type: "TEXT",
                maxLength: 120,
                nullable: false,
                defaultValue: "");

            // Accents stay until the listing's next change; case is what most names differ by.
            migrationBuilder.Sql("""UPDATE "Listings" SET "SortName" = lower("Name")""");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_Registry_State_SortName",
                table: "Listings",
                columns: new[] { "Registry", "State", "SortName" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Listings_Registry_State_SortName",
                table: "Listings");

            migrationBuilder.DropColumn(
                name: "SortName",
                table: "Listings");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_Registry_State_Name",
                table: "Listings",
                columns: new[] { "Registry", "State", "Name" });
        }
    }
}
