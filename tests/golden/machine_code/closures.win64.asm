script: 259 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  push rbx
       12  sub rsp, 0x48
;   0 LOAD_CONST 3
; 12: let next = counter(3)
;   2 CALL 1
       19  mov ecx, 3
       1e  mov eax, 1
       23  call qword ptr [entry counter]
;   4 STORE_VAR next
       29  mov rbx, rax
;   6 LOAD_VAR next
; 13: next()
;   8 CALL_VALUE 4
       2c  test rbx, rbx
       2f  je f8
       35  mov r10, [rbx + 0x10]
       39  mov rax, [rbx + 8]
       3d  lea r11, [entry script]
       44  call qword ptr [r11 + rax*8]
;   10 POP
;   11 LOAD_VAR next
; 14: print(next(), twice(fn(x) => x * 5 + 1, 2))
;   13 CALL_VALUE 4
       48  test rbx, rbx
       4b  je fd
       51  mov r10, [rbx + 0x10]
       55  mov rax, [rbx + 8]
       59  lea r11, [entry script]
       60  call qword ptr [r11 + rax*8]
;   15 STORE_VAR 1
       64  mov [rbp - 0x20], rax
;   17 NEW_FUNCTION 2
       68  lea rcx, [data 108]
       6f  lea rdx, [rbp - 0x18]
       73  call execute
;   19 LOAD_CONST 2
;   21 CALL 3
       78  mov rcx, [rbp - 0x18]
       7c  mov edx, 2
       81  mov eax, 3
       86  call qword ptr [entry twice]
;   23 LOAD_VAR 1
;   25 WRITE_INT
       8c  mov r11, [rbp - 0x20]
       90  mov [rbp - 0x10], r11
       94  mov [rbp - 0x18], rax
       98  lea rcx, [data 118]
       9f  lea rdx, [rbp - 0x10]
       a3  call execute
;   26 LOAD_STRING 0
       a8  mov rax, [string 0]
;   28 WRITE_STRING
       af  mov [rbp - 0x10], rax
       b3  lea rcx, [data 128]
       ba  lea rdx, [rbp - 0x10]
       be  call execute
;   29 WRITE_INT
       c3  lea rcx, [data 138]
       ca  lea rdx, [rbp - 0x18]
       ce  call execute
;   30 LOAD_STRING 1
       d3  mov rax, [string 1]
;   32 WRITE_STRING
       da  mov [rbp - 0x18], rax
       de  lea rcx, [data 148]
       e5  lea rdx, [rbp - 0x18]
       e9  call execute
;   33 RETURN
       ee  add rsp, 0x48
       f5  pop rbx
       f6  pop rbp
       f7  ret
       f8  call exit
       fd  call exit
      102  int3

counter: 121 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x40
       18  mov [rbp - 0x20], rcx
; 2: fn counter(step: int) {
;   0 LOAD_CONST 0
; 3:     let n = 0
;   2 NEW_CELL 6
       1c  mov qword ptr [rbp - 0x10], 0
       24  lea rcx, [data 80]
       2b  lea rdx, [rbp - 0x10]
       2f  call execute
;   4 STORE_VAR n
       34  mov r11, [rbp - 0x10]
       38  mov [rbp - 0x18], r11
; 4:     return fn() {
;   6 LOAD_VAR n
;   8 LOAD_VAR step
;   10 NEW_ENV 7
       3c  mov r11, [rbp - 0x18]
       40  mov [rbp - 0x10], r11
       44  mov r11, [rbp - 0x20]
       48  mov [rbp - 8], r11
       4c  lea rcx, [data 90]
       53  lea rdx, [rbp - 0x10]
       57  call execute
;   12 NEW_FUNCTION 4
       5c  lea rcx, [data a0]
       63  lea rdx, [rbp - 0x10]
       67  call execute
;   14 RETURN
       6c  mov rax, [rbp - 0x10]
       70  add rsp, 0x40
       77  pop rbp
       78  ret

fn#2: 31 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  mov r8, rcx
; 14: print(next(), twice(fn(x) => x * 5 + 1, 2))
;   0 LOAD_VAR x
;   2 LOAD_CONST 5
;   4 MUL
        e  imul rax, r8, 5
;   5 LOAD_CONST 1
;   7 ADD
       12  add rax, 1
;   8 RETURN
       16  add rsp, 0x40
       1d  pop rbp
       1e  ret

twice: 134 bytes
        0  cmp rsp, [stack_limit]
        7  jb interpreter
        d  push rbp
        e  mov rbp, rsp
       11  sub rsp, 0x50
       18  mov [rbp - 0x28], rcx
       1c  mov [rbp - 0x20], rdx
; 10: fn twice(f: fn(int) -> int, x: int) -> int => f(f(x))
;   0 LOAD_VAR f
;   2 LOAD_VAR f
;   4 LOAD_VAR x
;   6 CALL_VALUE 5
       20  mov rax, [rbp - 0x28]
       24  test rax, rax
       27  je 7b
       2d  mov r10, [rax + 0x10]
       31  mov rax, [rax + 8]
       35  mov [rbp - 0x10], rax
       39  mov rcx, [rbp - 0x20]
       3d  lea r11, [entry script]
       44  call qword ptr [r11 + rax*8]
;   8 CALL_VALUE 5
       48  mov rcx, [rbp - 0x28]
       4c  test rcx, rcx
       4f  je 80
       55  mov r10, [rcx + 0x10]
       59  mov rdx, rax
       5c  mov rax, [rcx + 8]
       60  mov [rbp - 0x18], rcx
       64  mov rcx, rdx
       67  lea r11, [entry script]
       6e  call qword ptr [r11 + rax*8]
;   10 RETURN
       72  add rsp, 0x50
       79  pop rbp
       7a  ret
       7b  call exit
       80  call exit
       85  int3

fn#4: 54 bytes
        0  push rbp
        1  mov rbp, rsp
        4  sub rsp, 0x40
        b  mov r8, r10
; 4:     return fn() {
;   0 LOAD_VAR 0
;   2 ENV_GET 0
        e  mov rax, [r8 + 8]
;   4 LOAD_VAR 0
;   6 ENV_GET 0
       12  mov rcx, [r8 + 8]
;   8 CELL_GET
       16  mov rcx, [rcx + 8]
;   9 LOAD_VAR 0
;   11 ENV_GET 1
       1a  mov rdx, [r8 + 0x10]
;   13 ADD
       1e  add rcx, rdx
;   14 CELL_SET
       21  mov [rax + 8], rcx
;   15 LOAD_VAR 0
;   17 ENV_GET 0
       25  mov rax, [r8 + 8]
;   19 CELL_GET
       29  mov rax, [rax + 8]
;   20 RETURN
       2d  add rsp, 0x40
       34  pop rbp
       35  ret

